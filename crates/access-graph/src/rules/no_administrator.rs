//! Root does everything.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

pub(super) const RULE: Rule = Rule {
    id: "no-administrator",
    title: "There is a root user and no administrator",
    severity: Severity::Medium,
    explanation: "Without an administrator, root is the identity for daily work, shown to every \
                  page and every program. And nobody can help when root is locked out.",
    advice: "Make a user with full permissions and its own MFA for the work, and put root away.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    if look.tagged(Tag::Administrator).next().is_some() {
        return Vec::new();
    }
    let roots = look.tagged(Tag::Root);
    roots
        .map(|(root, _)| {
            let message = format!("{} is the only identity that can administer", look.label(root));
            Hit::on(root, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_root_alone() {
        let root = "key *\nroot identity root\nroot <- key";
        strikes("no-administrator", "root", root);
        let admin = "\nadmin identity administrator\nadmin <- key";
        is_silent("no-administrator", &format!("{root}{admin}"));
    }
}
