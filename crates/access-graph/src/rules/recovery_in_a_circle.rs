//! A recovery that needs what it is to recover.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::{Party, Purpose};

pub(super) const RULE: Rule = Rule {
    id: "recovery-in-a-circle",
    title: "A recovery needs what it is to recover",
    severity: Severity::Medium,
    explanation: "The mailbox is opened by the very sign-in that mail recovers; the vault holds the \
                  password of the account that resets the vault. Such a way works on every day but \
                  the one on which it is needed, and may still serve a thief. The rule takes the \
                  target away from its owner and sees whether the ways of the purpose `recovery` \
                  or `reset` that lead to it still have all that they need.",
    advice: "Give the recovery something that does not hang on this sign-in: another mailbox, a \
             number, paper.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    let Some(today) = look.after(Vec::new(), Vec::new()) else { return hits };
    for (index, method, to) in look.methods() {
        let for_emergencies = matches!(method.purpose, Some(Purpose::Recovery | Purpose::Reset));
        if !for_emergencies || method.party == Party::Attacker {
            continue;
        }
        let needs = look.needs(method);
        if !needs.iter().all(|&need| today.owner_has(need)) {
            continue;
        }
        let Some(then) = look.after(vec![to], Vec::new()) else { break };
        let gone: Vec<_> = needs.into_iter().filter(|&need| !then.owner_has(need)).collect();
        if !gone.is_empty() {
            let message = format!(
                "when {} is locked out, its recovery lacks {}",
                look.label(to),
                look.labels(&gone)
            );
            hits.push(Hit::on(to, message).with(gone).by(index));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_mailbox_behind_the_sign_in_that_it_recovers() {
        let text = |opens: &str| {
            format!(
                "key *\nother *\nmail channel\nin identity\nin <- key
                mail <- {opens}\nin <- mail ; recovery"
            )
        };
        assert_eq!(strikes("recovery-in-a-circle", "in", &text("in")).nodes, ["mail"]);
        is_silent("recovery-in-a-circle", &text("other"));
    }
}
