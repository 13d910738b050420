//! A way in that nobody uses any more.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use super::root_used_daily::days_ago;
use crate::{Kind, Tag};

/// After how many days without use something counts as unused.
const LONG: u32 = 90;

pub(super) const RULE: Rule = Rule {
    id: "unused-credential",
    title: "A credential is no longer used",
    severity: Severity::Low,
    explanation: "What nobody uses, nobody misses when it is stolen. The rule strikes for \
                  identities, credentials, passwords and access keys whose last use is known and \
                  lies more than 90 days back. Root, spare devices and codes are meant to rest, \
                  and are left out.",
    advice: "Remove it, or note why it must stay.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (node, described) in look.nodes() {
        let is = |tag| described.is(tag);
        let may_rest = is(Tag::Root) || is(Tag::Device) || is(Tag::Codes);
        let counts = matches!(described.kind, Kind::Identity | Kind::Credential)
            || is(Tag::Password)
            || is(Tag::AccessKey);
        let age = described.used.and_then(|day| look.age(day));
        if let Some(age) = age.filter(|&age| counts && !may_rest && age > LONG) {
            let message = format!("{} was last used {}", look.label(node), days_ago(age));
            hits.push(Hit::on(node, message));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_forgotten_key_and_leaves_spares_alone() {
        let text = |words: &str| format!("as_of 2026-11-25\nkey * {words}\nin identity\nin <- key");
        strikes("unused-credential", "key", &text("access-key used=2026-01-01"));
        is_silent("unused-credential", &text("access-key used=2026-11-01"));
        is_silent("unused-credential", &text("device used=2026-01-01"));
    }
}
