//! More administrators than anybody watches.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

/// How many administrators are not too many.
const ENOUGH: usize = 4;

pub(super) const RULE: Rule = Rule {
    id: "too-many-administrators",
    title: "There are many administrators",
    severity: Severity::Low,
    explanation: "Each administrator is one more door to everything. Two to four are enough for \
                  one to be reachable; the rule strikes from the fifth on.",
    advice: "Take the right away from those who have not used it for three months.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let administrators: Vec<_> = look.tagged(Tag::Administrator).map(|(node, _)| node).collect();
    if administrators.len() <= ENOUGH {
        return Vec::new();
    }
    let message = format!("there are {} administrators", administrators.len());
    let nodes = administrators;
    vec![Hit { subject: None, nodes, methods: Vec::new(), message, in_doubt: false }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn counts_to_four() {
        let text = |count: usize| {
            let each = (0..count).map(|n| format!("a{n} identity administrator\na{n} <- key\n"));
            format!("key *\n{}", each.collect::<String>())
        };
        assert_eq!(strikes("too-many-administrators", "", &text(5)).nodes.len(), 5);
        is_silent("too-many-administrators", &text(4));
    }
}
