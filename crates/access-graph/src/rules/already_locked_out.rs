//! The owner is locked out today.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "already-locked-out",
    title: "Locked out already",
    severity: Severity::Critical,
    explanation: "Nothing needs to be lost: with what you have today, no way in works. Often a way \
                  exists on paper only, such as a backup whose password is forgotten, or two \
                  accounts each of which recovers the other.",
    advice: "Start the recovery now, while what it needs is still at hand; then add a second way in.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let shut = look.targets().filter(|(_, target)| !target.owner_in_today);
    shut.map(|(node, _)| Hit::on(node, format!("{}: no way in works today", look.label(node))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_way_whose_key_is_missing() {
        strikes("already-locked-out", "in", "backup knowledge\nin identity\nin <- backup");
        is_silent("already-locked-out", "key *\nin identity\nin <- key");
    }
}
