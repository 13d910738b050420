//! An access key that acts as root.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

pub(super) const RULE: Rule = Rule {
    id: "root-access-key",
    title: "The root user has an access key",
    severity: Severity::Critical,
    explanation: "A long-lived access key of the root user works without password and second \
                  factor, from anywhere, and lies in a file. Nothing that root is needed for \
                  needs one. The rule looks for a way to a node tagged `root` that takes a node \
                  tagged `access-key`.",
    advice: "Delete the key; give the program that used it a role or a user with the few \
             permissions that it needs.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, method, to) in look.methods().filter(|(_, _, to)| look.is(*to, Tag::Root)) {
        let needs = look.needs(method).into_iter();
        for key in needs.filter(|&need| look.is(need, Tag::AccessKey)) {
            let message = format!("{} acts as {}", look.label(key), look.label(to));
            hits.push(Hit::on(to, message).with([key]).by(index));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_the_key_of_root_only() {
        let keys = |tags| format!("key * access-key\nme identity {tags}\nme <- key");
        assert_eq!(strikes("root-access-key", "me", &keys("root")).nodes, ["key"]);
        is_silent("root-access-key", &keys("administrator"));
    }
}
