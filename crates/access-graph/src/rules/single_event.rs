//! One bag, one fire, one colleague who leaves.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::NodeId;

pub(super) const RULE: Rule = Rule {
    id: "single-event",
    title: "One event is enough",
    severity: Severity::High,
    explanation: "Things that are carried or kept together go together. A spare key in the same bag \
                  as the phone is no spare on the day the bag is stolen. The rule strikes for each \
                  of the file's events that alone locks out or lets in, where none of its things \
                  would do so by itself.",
    advice: "Keep one of the things at another place.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (target, report) in look.targets() {
        let Some(events) = &report.events else { continue };
        let sides = [
            (&events.min_lockout_sets, look.single_losses(report), "locks you out of"),
            (&events.min_theft_sets, look.single_thefts(report), "lets a thief into"),
        ];
        for (sets, singles, does) in sides {
            for name in sets.iter().filter(|set| set.len() == 1).flatten() {
                let ids = look.graph.file().events.get(name).into_iter().flatten();
                let nodes: Vec<NodeId> = ids.filter_map(|id| look.graph.node(id)).collect();
                if nodes.iter().any(|node| singles.contains(node)) {
                    continue;
                }
                let message = format!("the event “{name}” {does} {}", look.label(target));
                hits.push(Hit::on(target, message).with(nodes));
            }
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_the_bag_that_holds_both_devices() {
        let two = "phone *\nlaptop *\nin identity\nin <- phone\nin <- laptop";
        let found = strikes("single-event", "in", &format!("{two}\nevent bag: phone laptop"));
        assert_eq!(
            found.nodes,
            ["laptop", "phone"].map(str::to_owned).into_iter().rev().collect::<Vec<_>>()
        );
        is_silent("single-event", &format!("{two}\nevent bag: phone"));
    }
}
