//! One administrator becomes another.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::{Party, Purpose, Tag};

pub(super) const RULE: Rule = Rule {
    id: "administrators-reset-each-other",
    title: "One administrator alone can reset another",
    severity: Severity::Low,
    explanation: "That administrators can help each other is what keeps a firm from being locked \
                  out. It also means that a thief of one is every one of them, and that one person \
                  can act under another's name. The rule looks for methods of the purpose `reset` \
                  by which one identity alone gets to an administrator or to root.",
    advice: "Ask for a second approval or a waiting time when an administrator is reset, and tell \
             the owner at once.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, method, to) in look.methods() {
        let guarded = look.is(to, Tag::Administrator) || look.is(to, Tag::Root);
        let alone = method.purpose == Some(Purpose::Reset) && method.party != Party::Owner;
        if let (true, true, &[by]) = (guarded, alone, look.needs(method).as_slice()) {
            let message = format!("{} alone can reset {}", look.label(by), look.label(to));
            hits.push(Hit::on(to, message).with([by]).by(index));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_reset_without_a_second_pair_of_eyes() {
        let text = |needs: &str| {
            format!(
                "ka *\nkb *\nkc *\na identity administrator\nb identity\nc identity\na <- ka
                b <- kb\nc <- kc\na <- {needs} ; reset"
            )
        };
        strikes("administrators-reset-each-other", "a", &text("b"));
        is_silent("administrators-reset-each-other", &text("b c"));
    }
}
