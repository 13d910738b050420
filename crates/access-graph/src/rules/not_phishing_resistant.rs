//! Root and administrators can be phished.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::{Purpose, Tag};

pub(super) const RULE: Rule = Rule {
    id: "not-phishing-resistant",
    title: "No device that a false page cannot use",
    severity: Severity::Low,
    explanation: "A code that is typed can be typed into the wrong page, which passes it on at once. \
                  Passkeys and security keys answer to the true site only. The rule strikes for \
                  root and administrators none of whose sign-ins takes a node tagged \
                  `phishing-resistant`.",
    advice: "Register a passkey or a security key, and use it first.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (node, described) in look.nodes() {
        if !described.is(Tag::Root) && !described.is(Tag::Administrator) {
            continue;
        }
        let id = look.graph.id(node);
        let mut ways = look
            .methods()
            .filter(|(_, method, _)| method.to == id && method.purpose == Some(Purpose::SignIn))
            .peekable();
        let strong = |need| look.is(need, Tag::PhishingResistant);
        if ways.peek().is_some()
            && !ways.any(|(_, method, _)| look.needs(method).into_iter().any(strong))
        {
            let message = format!("{} signs in with codes or passwords only", look.label(node));
            hits.push(Hit::on(node, message));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn asks_for_a_key_that_knows_the_site() {
        let text = |words: &str| {
            format!("pw *\nkey * device {words}\nroot identity root\nroot <- pw key ; sign-in")
        };
        strikes("not-phishing-resistant", "root", &text(""));
        is_silent("not-phishing-resistant", &text("phishing-resistant"));
    }
}
