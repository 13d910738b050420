//! A device that was never seen to work, or not for long.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use super::root_used_daily::days_ago;
use crate::Tag;

/// After how many days a device counts as unproven.
const LONG: u32 = 365;

pub(super) const RULE: Rule = Rule {
    id: "unproven-device",
    title: "A device was not seen to work for long",
    severity: Severity::Medium,
    explanation: "A spare that lies in a drawer loses its battery, its clock or its place in the \
                  account, and nobody notices. The rule strikes for devices and codes (tags \
                  `device`, `codes`) that were not proven within the last year. One that carries \
                  no day at all is told with low confidence.",
    advice: "Sign in once with each device, or practise the loss of the first one.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    if !look.knows_the_day() {
        return hits;
    }
    for (device, node) in look.nodes().filter(|(_, n)| n.is(Tag::Device) || n.is(Tag::Codes)) {
        let label = look.label(device);
        match node.proven.max(node.used).and_then(|day| look.age(day)) {
            None => {
                let hit = Hit::on(device, format!("{label} was never seen to work"));
                hits.push(Hit { in_doubt: true, ..hit });
            }
            Some(age) if age > LONG => {
                let message = format!("{label} was last seen to work {}", days_ago(age));
                hits.push(Hit::on(device, message));
            }
            Some(_) => {}
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_spare_that_nobody_tried() {
        let text =
            |words: &str| format!("as_of 2026-11-25\nkey * device {words}\nin identity\nin <- key");
        strikes("unproven-device", "key", &text(""));
        strikes("unproven-device", "key", &text("proven=2024-01-01"));
        is_silent("unproven-device", &text("proven=2024-01-01 used=2026-11-01"));
    }
}
