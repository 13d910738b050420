//! Recovery codes lie where the password lies.

use super::factors_in_one_place::{Place, places};
use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

pub(super) const RULE: Rule = Rule {
    id: "codes-beside-password",
    title: "Recovery codes are kept beside the password",
    severity: Severity::High,
    explanation: "Recovery codes are as strong as a device. In the same place as the password they \
                  undo the second factor: whoever opens that place has both. The rule follows \
                  what the theft of one thing gives, and looks for codes (tag `codes`) together \
                  with a password (tag `password`) of the same sign-in.",
    advice: "Print the codes and keep them away from the computer and from the password.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let beside = places(look, |node| look.is(node, Tag::Codes));
    beside
        .into_iter()
        .map(|Place { at: place, password, factor, target, method }| {
            let [place_label, target_label] = [place, target].map(|node| look.label(node));
            let [password_label, factor_label] = [password, factor].map(|node| look.label(node));
            let message = format!(
                "{place_label} gives both {password_label} and {factor_label}, enough for {target_label}"
            );
            Hit::on(target, message).with([place, password, factor]).by(method)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_codes_and_password_in_one_drawer() {
        let text = |place: &str| {
            format!("drawer *\nsafe *\nvault account vault\npw knowledge password\ncodes credential codes
                in identity\nvault <- drawer\npw <- vault ; storage\ncodes <- {place} ; storage\nin <- pw codes")
        };
        let found = strikes("codes-beside-password", "in", &text("vault"));
        assert_eq!(found.nodes, ["vault", "pw", "codes"]);
        is_silent("codes-beside-password", &text("safe"));
    }
}
