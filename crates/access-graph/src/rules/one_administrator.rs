//! Nobody resets the administrator.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

pub(super) const RULE: Rule = Rule {
    id: "one-administrator",
    title: "There is one administrator only",
    severity: Severity::Medium,
    explanation: "Administrators reset others. A single one who loses a device can be helped by \
                  root alone, and nobody can act while that person is away. Two to four are \
                  usual.",
    advice: "Give a second person an administrator user with its own MFA.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let administrators: Vec<_> = look.tagged(Tag::Administrator).map(|(node, _)| node).collect();
    match administrators.as_slice() {
        &[only] => {
            let message = format!("{} is the only administrator", look.label(only));
            vec![Hit::on(only, message)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn counts_administrators() {
        let one = "key *\na identity administrator\na <- key";
        strikes("one-administrator", "a", one);
        is_silent("one-administrator", &format!("{one}\nb identity administrator\nb <- key"));
        is_silent("one-administrator", "key *\na identity\na <- key");
    }
}
