//! Root is not for daily work.

use super::finding::{Hit, Rule, Severity};
use super::look::Look;
use crate::Tag;

/// Within how many days a use of root is told.
const RECENT: u32 = 7;

pub(super) const RULE: Rule = Rule {
    id: "root-used-daily",
    title: "The root user is used for daily work",
    severity: Severity::Medium,
    explanation: "Every use shows root's factors to a browser, a page and whoever looks on. Few \
                  tasks need root. The rule strikes for a node tagged `root` that is also tagged \
                  `daily` or was used within the last seven days.",
    advice: "Work as an administrator user; sign in as root for the tasks that only root can do.",
    find,
};

fn find(look: &Look) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (root, node) in look.tagged(Tag::Root) {
        let age = node.used.and_then(|day| look.age(day));
        let label = look.label(root);
        if node.is(Tag::Daily) {
            hits.push(Hit::on(root, format!("{label} is used in daily work")));
        } else if let Some(age) = age.filter(|&age| age < RECENT) {
            hits.push(Hit::on(root, format!("{label} was last used {}", days_ago(age))));
        }
    }
    hits
}

/// Says how long ago something was.
pub(super) fn days_ago(days: u32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ => format!("{days} days ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{is_silent, strikes};

    #[test]
    fn sees_a_tag_or_a_recent_use() {
        let text =
            |words: &str| format!("as_of 2026-11-25\nk *\nroot identity root {words}\nroot <- k");
        strikes("root-used-daily", "root", &text("daily"));
        let found = strikes("root-used-daily", "root", &text("used=2026-11-24"));
        assert_eq!(found.message, "root was last used yesterday");
        is_silent("root-used-daily", &text("used=2026-11-18"));
        is_silent("root-used-daily", &text(""));
    }
}
