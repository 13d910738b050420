//! A contact that nobody has checked for long.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use super::root_used_daily::days_ago;
use crate::Tag;

/// After how many days a contact counts as stale.
const LONG: u32 = 365;

pub(super) const RULE: Rule = Rule {
    id: "stale-contact",
    title: "A recovery contact was not confirmed for long",
    severity: Severity::Medium,
    explanation: "The day of the emergency is a bad day to find out that the number has changed. \
                  The rule strikes for a number or mailbox (tags `number`, `mailbox`) that some \
                  way in takes and that was not confirmed within the last year. One that carries \
                  no day at all is told with low confidence.",
    advice: "Confirm each contact twice a year by receiving a code there.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    if !look.knows_the_day() {
        return hits;
    }
    for (contact, node) in look.nodes() {
        let is_contact = node.is(Tag::Number) || node.is(Tag::Mailbox);
        let id = look.graph.id(contact);
        let uses = || look.methods().filter(|(_, method, _)| method.needs.iter().any(|n| n == id));
        if !is_contact || uses().next().is_none() {
            continue;
        }
        let label = look.label(contact);
        match node.confirmed.and_then(|day| look.age(day)) {
            None => {
                let hit = Hit::on(contact, format!("nobody knows when {label} was confirmed"));
                hits.push(Hit { in_doubt: true, ..hit });
            }
            Some(age) if age > LONG => {
                let message = format!("{label} was last confirmed {}", days_ago(age));
                hits.push(Hit::on(contact, message));
            }
            Some(_) => {}
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::{
        Confidence,
        sample::{is_silent, strikes},
    };

    #[test]
    fn sees_an_old_or_missing_confirmation() {
        let text = |words: &str| {
            format!(
                "as_of 2026-11-25\ncalls * channel number derived {words}\nin identity\nin <- calls"
            )
        };
        let found = strikes("stale-contact", "calls", &text("confirmed=2025-11-24"));
        assert_eq!(found.message, "calls was last confirmed 366 days ago");
        assert_eq!(found.confidence, Confidence::High);
        assert_eq!(strikes("stale-contact", "calls", &text("")).confidence, Confidence::Low);
        is_silent("stale-contact", &text("confirmed=2025-11-25"));
        is_silent("stale-contact", &text("").replace("as_of 2026-11-25\n", ""));
    }
}
