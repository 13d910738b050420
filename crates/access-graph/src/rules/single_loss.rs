//! One loss locks out.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "single-loss",
    title: "The loss of one thing locks you out",
    severity: Severity::High,
    explanation: "Phones break, passwords are forgotten, colleagues leave. Whatever stands here \
                  has no replacement: without it, no way in is left, however many ways there seem \
                  to be.",
    advice: "See the suggestions of the report: each says which of these it removes, and what it \
             opens to a thief.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (target, report) in look.targets() {
        let singles = look.single_losses(report);
        if !singles.is_empty() {
            let message = format!(
                "{} does not survive the loss of any one of: {}",
                look.label(target),
                look.labels(&singles)
            );
            hits.push(Hit::on(target, message).with(singles));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_what_has_no_replacement() {
        let one = "pw * knowledge\nkey *\nin identity\nin <- pw key";
        assert_eq!(strikes("single-loss", "in", one).nodes, ["key", "pw"]);
        is_silent("single-loss", "a *\nb *\nin identity\nin <- a\nin <- b");
    }
}
