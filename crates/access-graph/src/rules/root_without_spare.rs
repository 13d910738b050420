//! Root hangs on one device.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::{Kind, Tag};

pub(super) const RULE: Rule = Rule {
    id: "root-without-spare",
    title: "The root user has no spare",
    severity: Severity::High,
    explanation: "Nobody can reset root. If the loss of one thing that can break or vanish (a \
                  phone, a token, a paper) locks root out, what is left is a support case. The \
                  rule looks at single things, tagged `device`, `codes` or `phone` or of the kind \
                  `item`, whose loss locks a node tagged `root` out.",
    advice: "Register a second device for root and keep it elsewhere, or print recovery codes.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (root, report) in look.targets().filter(|(node, _)| look.is(*node, Tag::Root)) {
        let breaks = |&node: &_| {
            look.kind(node) == Kind::Item
                || [Tag::Device, Tag::Codes, Tag::Phone].iter().any(|&tag| look.is(node, tag))
        };
        let things: Vec<_> = look.single_losses(report).into_iter().filter(breaks).collect();
        if !things.is_empty() {
            let message =
                format!("{} hangs on each of: {}", look.label(root), look.labels(&things));
            hits.push(Hit::on(root, message).with(things));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_root_with_one_token() {
        let one = "pw * knowledge\ntoken * device\nroot identity root\nroot <- pw token";
        assert_eq!(strikes("root-without-spare", "root", one).nodes, ["token"]);
        is_silent("root-without-spare", &format!("{one}\nspare * device\nroot <- pw spare"));
        is_silent("root-without-spare", &one.replace("identity root", "identity"));
    }
}
