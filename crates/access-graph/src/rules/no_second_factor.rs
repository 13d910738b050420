//! One password opens it.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Kind;

pub(super) const RULE: Rule = Rule {
    id: "no-second-factor",
    title: "A password alone opens it",
    severity: Severity::High,
    explanation: "Passwords are guessed, reused, leaked and typed into the wrong page. The rule \
                  strikes where the theft of a single piece of knowledge is enough, be it the \
                  password itself or that of a mailbox which can reset everything else.",
    advice: "Add a second factor; best a passkey or security key, which a false page cannot use.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (target, report) in look.targets() {
        let singles = look.single_thefts(report).into_iter();
        for known in singles.filter(|&node| look.kind(node) == Kind::Knowledge) {
            let message = format!("{} alone opens {}", look.label(known), look.label(target));
            hits.push(Hit::on(target, message).with([known]));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_password_without_company() {
        let text = |needs: &str| format!("pw * knowledge\nkey *\nin identity\nin <- {needs}");
        strikes("no-second-factor", "in", &text("pw"));
        is_silent("no-second-factor", &text("pw key"));
        is_silent("no-second-factor", &text("key"));
    }
}
