//! An answer rests on something that nobody knows.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Fact;

pub(super) const RULE: Rule = Rule {
    id: "unknown-facts",
    title: "Something that nobody knows counts as the worst",
    severity: Severity::Low,
    explanation: "What is unknown is taken as missing for you and as open to a thief, so that the \
                  report never says less than the truth. Each thing found out can only make the \
                  answers better. The rule lists what is `unknown` in the file.",
    advice: "Find it out: where the thing is, what opens the mailbox, where the codes are kept.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let nodes = look
        .nodes()
        .filter(|(_, node)| node.fact == Fact::Unknown)
        .map(|(node, _)| Hit::on(node, format!("nobody knows who has {}", look.label(node))));
    let methods = look.methods().filter(|(_, method, _)| method.fact == Fact::Unknown);
    let methods = methods.map(|(index, method, to)| {
        let needs = look.needs(method);
        let message =
            format!("nobody knows whether {} opens {}", look.labels(&needs), look.label(to));
        Hit::on(to, message).with(needs).by(index)
    });
    nodes.chain(methods).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{
        Confidence,
        sample::{is_silent, strikes},
    };

    #[test]
    fn lists_what_is_unknown() {
        let node = "key *\npaper unknown\nin identity\nin <- key";
        assert_eq!(strikes("unknown-facts", "paper", node).confidence, Confidence::Low);
        strikes("unknown-facts", "in", "key *\nin identity\nin <- key ; unknown");
        is_silent("unknown-facts", "key *\nin identity\nin <- key");
    }
}
