//! An access key that has been the same for long.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

/// After how many days an access key counts as old.
const LONG: u32 = 90;

pub(super) const RULE: Rule = Rule {
    id: "old-access-key",
    title: "An access key is old",
    severity: Severity::Low,
    explanation: "A key lies in files, backups and logs, and in more of them with every year. The \
                  rule strikes for a node tagged `access-key` that some way in takes and that was \
                  made (`made`) more than 90 days ago.",
    advice: "Replace the key, best by temporary credentials, and delete the old one.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (key, node) in look.tagged(Tag::AccessKey) {
        let id = look.graph.id(key);
        let age = node.made.and_then(|day| look.age(day)).filter(|&age| age > LONG);
        let is_used = || look.methods().any(|(_, method, _)| method.needs.iter().any(|n| n == id));
        if let Some(age) = age.filter(|_| is_used()) {
            hits.push(Hit::on(key, format!("{} was made {age} days ago", look.label(key))));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_key_that_was_not_replaced() {
        let text = |words: &str| format!("as_of 2026-11-25\nkey * {words}\nin identity\nin <- key");
        let found = strikes("old-access-key", "key", &text("access-key made=2026-08-26"));
        assert_eq!(found.message, "key was made 91 days ago");
        is_silent("old-access-key", &text("access-key made=2026-08-27"));
        is_silent("old-access-key", &text("access-key"));
        is_silent("old-access-key", &text("device made=2020-01-01"));
    }
}
