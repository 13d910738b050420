//! Small graphs for the tests of rules, in a shorthand: a line is a node with
//! its words (`*` stands for held, losable and stealable), a method
//! (`to <- needs ; words`), an event (`event name: nodes`) or `as_of`.

use super::{Finding, Judgement};
use crate::{
    AccessFile, Caps, Day, Fact, Graph, Kind, Method, Node, Party, Purpose, Report, Sizes, Tag,
};

fn method(to: &str, rest: &str) -> Method {
    let (needs, words) = rest.split_once(';').unwrap_or((rest, ""));
    let needs = needs.split_whitespace().map(str::to_owned).collect();
    let mut method = Method { to: to.trim().to_owned(), needs, ..Method::default() };
    for word in words.split_whitespace().map(str::to_owned) {
        if let Ok(party) = Party::try_from(word.clone()) {
            method.party = party;
        } else if let Ok(fact) = Fact::try_from(word.clone()) {
            method.fact = fact;
        } else {
            method.purpose = Some(Purpose::try_from(word).unwrap());
        }
    }
    method
}

fn node(words: &str) -> Node {
    let mut node = Node::default();
    for word in words.split_whitespace() {
        let owned = word.to_owned();
        let day = |text: &str| Some(Day::try_from(text.to_owned()).unwrap());
        match word.split_once('=') {
            Some(("confirmed", text)) => node.confirmed = day(text),
            Some(("proven", text)) => node.proven = day(text),
            Some(("made", text)) => node.made = day(text),
            Some(("used", text)) => node.used = day(text),
            Some(_) => panic!("{word}"),
            None if word == "*" => (node.held, node.losable, node.stealable) = (true, true, true),
            None if word == "public" => node.public = true,
            None if word == "held" => node.held = true,
            None => {
                if let Ok(kind) = Kind::try_from(owned.clone()) {
                    node.kind = kind;
                } else if let Ok(fact) = Fact::try_from(owned.clone()) {
                    node.fact = fact;
                } else {
                    node.tags.push(Tag::try_from(owned).unwrap());
                }
            }
        }
    }
    node
}

/// Builds a graph from the shorthand.
pub(crate) fn graph(text: &str) -> Graph {
    let mut file = AccessFile::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((to, rest)) = line.split_once("<-") {
            file.methods.push(method(to, rest));
        } else if let Some(day) = line.strip_prefix("as_of ") {
            file.as_of = Some(Day::try_from(day.to_owned()).unwrap());
        } else if let Some((name, nodes)) =
            line.strip_prefix("event ").and_then(|rest| rest.split_once(':'))
        {
            let nodes = nodes.split_whitespace().map(str::to_owned).collect();
            file.events.insert(name.to_owned(), nodes);
        } else {
            let (id, words) = line.split_once(' ').unwrap_or((line, ""));
            file.nodes.insert(id.to_owned(), node(words));
        }
    }
    Graph::new(file).unwrap()
}

/// Returns what one rule finds in a graph.
pub(super) fn found(rule: &str, text: &str) -> Vec<Finding> {
    let graph = graph(text);
    let report = Report::new(&graph, Sizes::Adaptive, Caps::default());
    let judgement = Judgement::new(&graph, &report, None);
    assert!(!judgement.truncated && judgement.left_out == 0);
    judgement.findings.into_iter().filter(|finding| finding.rule == rule).collect()
}

/// Asserts that a rule strikes once, on a subject, and returns the finding.
pub(super) fn strikes(rule: &str, subject: &str, text: &str) -> Finding {
    let mut found = found(rule, text);
    assert_eq!(found.len(), 1, "{found:?}");
    let finding = found.remove(0);
    assert_eq!(finding.subject.as_deref().unwrap_or(""), subject);
    finding
}

/// Asserts that a rule has nothing to say.
pub(super) fn is_silent(rule: &str, text: &str) {
    let found = found(rule, text);
    assert!(found.is_empty(), "{found:?}");
}
