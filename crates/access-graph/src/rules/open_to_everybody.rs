//! A stranger needs to steal nothing.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "open-to-everybody",
    title: "Open to everybody",
    severity: Severity::Critical,
    explanation: "A stranger gets in without stealing anything, through things that everybody has \
                  or ways that nobody has looked at. What is unknown counts as had by a thief, so \
                  that finding it out may be all that it takes.",
    advice: "Close the way that the report shows, or find out what is unknown in it.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let open = look.targets().filter(|(_, target)| target.attacker_in_today);
    open.map(|(node, _)| {
        let way = look.graph.attackers_way(node, &[]);
        let steps = way.map(|way| way.steps).unwrap_or_default();
        let message = format!("{}: a stranger gets in without any theft", look.label(node));
        Hit::on(node, message).with(steps.iter().map(|step| step.node).filter(|&step| step != node))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{
        Confidence,
        sample::{is_silent, strikes},
    };

    #[test]
    fn sees_what_everybody_has_and_what_nobody_knows() {
        let text = "number public\nin identity\nin <- number";
        assert_eq!(strikes("open-to-everybody", "in", text).nodes, ["number"]);
        let text = "mail unknown\nin identity\nin <- mail";
        assert_eq!(strikes("open-to-everybody", "in", text).confidence, Confidence::Low);
        is_silent("open-to-everybody", "key *\nin identity\nin <- key");
    }
}
