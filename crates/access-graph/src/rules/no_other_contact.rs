//! Nobody but root's mailbox hears of operations and bills.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

pub(super) const RULE: Rule = Rule {
    id: "no-other-contact",
    title: "Contacts for operations or billing are missing",
    severity: Severity::Low,
    explanation: "Whoever would notice a strange bill or a strange change does not read the root \
                  user's mailbox. The rule strikes for a sign-in that is asked about and tagged \
                  `no-operations-contact` or `no-billing-contact`.",
    advice: "Register contacts for operations and billing, other ones than the root user's \
             mailbox.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let sorts = [(Tag::NoOperationsContact, "operations"), (Tag::NoBillingContact, "billing")];
    let mut hits = Vec::new();
    for (node, _) in look.targets() {
        let missing: Vec<&str> =
            sorts.iter().filter(|(tag, _)| look.is(node, *tag)).map(|(_, word)| *word).collect();
        if !missing.is_empty() {
            let message =
                format!("{} has no contact for {}", look.label(node), missing.join(" or "));
            hits.push(Hit::on(node, message));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn names_the_contacts_that_are_missing() {
        let text = |words: &str| format!("k *\nroot identity root {words}\nroot <- k");
        let both = text("no-operations-contact no-billing-contact");
        let found = strikes("no-other-contact", "root", &both);
        assert_eq!(found.message, "root has no contact for operations or billing");
        let one = strikes("no-other-contact", "root", &text("no-billing-contact"));
        assert_eq!(one.message, "root has no contact for billing");
        is_silent("no-other-contact", &text("no-security-contact"));
    }
}
