//! Every way in goes through one phone, vault, mailbox or person.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

pub(super) const RULE: Rule = Rule {
    id: "one-container",
    title: "All ways in go through one phone, vault, mailbox or person",
    severity: Severity::High,
    explanation: "Several ways in look like safety, and are none if all of them pass through the \
                  same container: the phone that shows the codes, receives the calls and reads \
                  the mail; the vault whose passphrase is forgotten; the one colleague. The rule \
                  takes each node tagged `phone`, `vault`, `mailbox` or `person` away and sees \
                  whether a way is left.",
    advice: "Make one way in that does not touch the container: a second device elsewhere, printed \
             codes, another person.",
    find,
};

const CONTAINERS: [(Tag, &str); 4] = [
    (Tag::Phone, "phone"),
    (Tag::Vault, "vault"),
    (Tag::Mailbox, "mailbox"),
    (Tag::Person, "person"),
];

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (node, described) in look.nodes() {
        let sort = CONTAINERS.into_iter().find(|(tag, _)| described.is(*tag));
        let Some((_, sort)) = sort else { continue };
        let Some(then) = look.after(vec![node], Vec::new()) else { break };
        for (target, report) in look.targets().filter(|(target, _)| *target != node) {
            if report.owner_in_today && !then.owner_has(target) {
                let label = look.label(node);
                let message =
                    format!("every way to {} goes through one {sort}, {label}", look.label(target));
                hits.push(Hit::on(target, message).with([node]));
            }
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_through_several_ways_to_the_one_phone() {
        let text = |second: &str| {
            format!(
                "phone * phone\nlaptop *\napp credential\nmail channel\nin identity
                app <- phone\nmail <- {second}\nin <- app\nin <- mail ; recovery"
            )
        };
        assert_eq!(strikes("one-container", "in", &text("phone")).nodes, ["phone"]);
        is_silent("one-container", &text("laptop"));
    }
}
