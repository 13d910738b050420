//! Someone else may change where root's recovery goes.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::{Party, Purpose, Tag};

pub(super) const RULE: Rule = Rule {
    id: "administrator-edits-contact",
    title: "Another user may change a recovery contact",
    severity: Severity::High,
    explanation: "Whoever may change the number or the address to which a recovery goes can send \
                  it to himself. The right to edit contact details is then the right to become \
                  root, and a thief of that user's session has it, too. The rule looks for a \
                  method with the purpose `edit` from an identity to a contact that leads to \
                  another identity.",
    advice: "Let only root change its own contacts; require a second approval and tell every old \
             address when one changes.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    let edits = look.methods().filter(|(_, method, to)| {
        method.purpose == Some(Purpose::Edit)
            && method.party != Party::Owner
            && (look.is(*to, Tag::Number) || look.is(*to, Tag::Mailbox))
    });
    for (index, method, contact) in edits {
        let needs = look.needs(method);
        let owners = look.methods().filter(|(_, way, to)| {
            look.needs(way).contains(&contact)
                && look.kind(*to) == crate::Kind::Identity
                && !needs.contains(to)
        });
        let mut owners: Vec<_> = owners.map(|(_, _, to)| to).collect();
        owners.sort_unstable();
        owners.dedup();
        for owner in owners {
            let (who, what) = (look.labels(&needs), look.label(contact));
            let message = format!("{who} may change {what}, which recovers {}", look.label(owner));
            hits.push(
                Hit::on(owner, message).with([contact]).with(needs.iter().copied()).by(index),
            );
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_who_may_edit_the_number() {
        let text = |who: &str| {
            format!("key *\nsim *\ncalls channel number\nroot identity root\nadmin identity administrator
                root <- calls ; recovery\nadmin <- key\ncalls <- sim\ncalls <- {who} ; edit")
        };
        let found = strikes("administrator-edits-contact", "root", &text("admin"));
        assert_eq!(found.nodes, ["calls", "admin"]);
        is_silent("administrator-edits-contact", &text("root"));
    }
}
