//! A contact that anybody may have by now.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::{Kind, Party};

pub(super) const RULE: Rule = Rule {
    id: "number-given-up",
    title: "A contact was given up and is still used",
    severity: Severity::High,
    explanation: "Numbers are handed out again, and lapsed mail domains can be bought. A contact \
                  that you gave up and did not update shuts your own recovery and opens it to a \
                  stranger. The rule looks for channels that everybody may have (`public`) and \
                  that a way in still takes.",
    advice: "Set the current number or address, and confirm it by receiving a code there.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, method, to) in look.methods().filter(|(_, method, _)| method.party != Party::Owner)
    {
        for need in look.needs(method) {
            let node = look.graph.described(need);
            if node.is_some_and(|node| node.public && !node.held && node.kind == Kind::Channel) {
                let message = format!(
                    "{} may belong to a stranger by now, and is a part of a way to {}",
                    look.label(need),
                    look.label(to)
                );
                hits.push(Hit::on(need, message).with([to]).by(index));
            }
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_number_that_is_no_longer_held() {
        let text = |node: &str| {
            format!(
                "mail * channel\ncalls channel {node}\nroot identity\nroot <- mail calls ; recovery"
            )
        };
        assert_eq!(strikes("number-given-up", "calls", &text("public")).nodes, ["root"]);
        is_silent("number-given-up", &text("held"));
    }
}
