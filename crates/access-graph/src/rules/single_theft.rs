//! One theft lets in.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "single-theft",
    title: "The theft of one thing lets someone in",
    severity: Severity::High,
    explanation: "Two factors should mean two thefts. Whatever stands here is enough by itself, \
                  perhaps by a detour: a mailbox that resets everything, a phone without a PIN, \
                  an administrator who resets others.",
    advice: "See the suggestions of the report; often one more factor on the mailbox, or one need \
             more in the recovery, is enough.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (target, report) in look.targets() {
        let singles = look.single_thefts(report);
        if !singles.is_empty() {
            let message = format!(
                "a thief of any one of these is in {}: {}",
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
    fn sees_the_mailbox_that_resets_everything() {
        let text = "pw *\nkey *\nmail *\nin identity\nin <- pw key\nin <- mail";
        assert_eq!(strikes("single-theft", "in", text).nodes, ["mail"]);
        is_silent("single-theft", "pw *\nkey *\nin identity\nin <- pw key");
    }
}
