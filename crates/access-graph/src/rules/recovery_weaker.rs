//! The way for emergencies is easier than the front door.

use super::finding::{Hit, Rule, Severity};
use super::look::{Look, Strength};
use crate::Purpose;

pub(super) const RULE: Rule = Rule {
    id: "recovery-weaker-than-sign-in",
    title: "The recovery is weaker than the sign-in",
    severity: Severity::High,
    explanation: "A thief takes the easiest way. If the recovery takes fewer thefts than the \
                  sign-in, the second factor protects nothing. The rule computes how many thefts \
                  it takes with all ways, and how many without those of the purpose `recovery`.",
    advice: "Ask for one thing more in the recovery (the password, a code from paper, a second \
             person), or protect the mailbox it goes through with a factor of its own.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let recovers = |purpose: Option<Purpose>| purpose == Some(Purpose::Recovery);
    if !look.methods().any(|(_, method, _)| recovers(method.purpose)) {
        return Vec::new();
    }
    let Some(without) = look.strengths(|method| !recovers(method.purpose)) else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    for ((target, report), without) in look.targets().zip(without) {
        let all = Strength::of(&report.findings);
        if all < without && without != Strength::Exactly(0) {
            let way = look.graph.file().methods.iter().zip(0..).filter(|(method, _)| {
                recovers(method.purpose) && look.graph.node(&method.to) == Some(target)
            });
            let message = format!(
                "{}: with the recovery it takes {}, without it {}",
                look.label(target),
                all.words(),
                without.words()
            );
            let hit = Hit::on(target, message);
            hits.push(way.map(|(_, index)| index).fold(hit, Hit::by));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn compares_the_recovery_with_the_front_door() {
        let text = |needs: &str| {
            format!(
                "pw * knowledge\nkey *\nmail * knowledge\nin identity
                in <- pw key ; sign-in\nin <- {needs} ; recovery"
            )
        };
        let found = strikes("recovery-weaker-than-sign-in", "in", &text("mail"));
        assert!(found.message.ends_with("it takes one theft, without it 2 thefts"), "{found:?}");
        is_silent("recovery-weaker-than-sign-in", &text("mail pw"));
    }
}
