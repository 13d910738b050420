//! Nobody hears of threats.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

pub(super) const RULE: Rule = Rule {
    id: "no-security-contact",
    title: "Nobody is told what threatens the account",
    severity: Severity::Medium,
    explanation: "Notices about leaked keys and other threats go to the root user's mailbox alone, \
                  which is the one that a thief of it can read first, and that its owner reads \
                  least. The rule strikes for a sign-in that is asked about and tagged \
                  `no-security-contact`.",
    advice: "Register a security contact: an address that several people read, and that does not \
             hang on the root user's mailbox.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let without = look.targets().filter(|(node, _)| look.is(*node, Tag::NoSecurityContact));
    let hits = without
        .map(|(node, _)| Hit::on(node, format!("{} has no security contact", look.label(node))));
    hits.collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_an_account_that_nobody_is_told_about() {
        let text = "k *\nroot identity root no-security-contact\nroot <- k";
        let found = strikes("no-security-contact", "root", text);
        assert_eq!(found.message, "root has no security contact");
        is_silent("no-security-contact", &text.replace("no-security-contact", ""));
    }
}
