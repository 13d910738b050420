//! Password and second factor come out of one place.

use std::collections::BTreeSet;

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::{NodeId, Party, Purpose, Tag};

pub(super) const RULE: Rule = Rule {
    id: "factors-in-one-place",
    title: "Password and second factor are kept in one place",
    severity: Severity::Medium,
    explanation: "A password manager that also makes the codes is convenient, and turns two factors \
                  into one: whoever opens it has both. The rule follows what the theft of a vault \
                  or of a place gives, and looks for a device (tag `device`) together with a \
                  password (tag `password`) of the same sign-in.",
    advice: "Keep the seed of the codes in another app or on a hardware key, at least for root and \
             administrators.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let beside = places(look, |node| look.is(node, Tag::Device) && !look.is(node, Tag::Codes));
    beside
        .into_iter()
        .map(|Place { at: place, password, factor, target, method }| {
            let message = format!(
                "{} gives both {} and {}, enough for {}",
                look.label(place),
                look.label(password),
                look.label(factor),
                look.label(target)
            );
            Hit::on(target, message).with([place, password, factor]).by(method)
        })
        .collect()
}

/// Is a place that gives all that a sign-in takes.
pub(super) struct Place {
    pub(super) at: NodeId,
    pub(super) password: NodeId,
    pub(super) factor: NodeId,
    pub(super) target: NodeId,
    pub(super) method: u32,
}

/// Finds places, each a need of some method with the purpose `storage`, whose
/// theft gives both a password and a second factor of one method.
pub(super) fn places(look: &Look, is_factor: impl Fn(NodeId) -> bool) -> Vec<Place> {
    let stored = look.methods().filter(|(_, method, _)| {
        method.purpose == Some(Purpose::Storage) && method.party != Party::Owner
    });
    let places: BTreeSet<NodeId> = stored.flat_map(|(_, method, _)| look.needs(method)).collect();
    let Some(today) = look.after(Vec::new(), Vec::new()) else { return Vec::new() };
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for place in places {
        let Some(then) = look.after(Vec::new(), vec![place]) else { break };
        let gives = |node: NodeId| then.attacker_has(node) && !today.attacker_has(node);
        for (index, method, to) in look.methods().filter(|(_, m, _)| m.party != Party::Owner) {
            let needs = look.needs(method);
            if !needs.iter().all(|&need| then.attacker_has(need)) || needs.contains(&place) {
                continue;
            }
            let password = needs.iter().copied().find(|&n| look.is(n, Tag::Password) && gives(n));
            let factor = needs.iter().copied().find(|&n| is_factor(n) && gives(n));
            if let (Some(password), Some(factor)) = (password, factor)
                && seen.insert((place, to))
            {
                found.push(Place { at: place, password, factor, target: to, method: index });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_manager_that_also_makes_the_codes() {
        let text = |place: &str| {
            format!(
                "manager * vault\nphone *\npw knowledge password\napp credential device
                in identity\npw <- manager ; storage\napp <- {place} ; storage\nin <- pw app"
            )
        };
        let found = strikes("factors-in-one-place", "in", &text("manager"));
        assert_eq!(found.nodes, ["manager", "pw", "app"]);
        is_silent("factors-in-one-place", &text("phone"));
    }
}
