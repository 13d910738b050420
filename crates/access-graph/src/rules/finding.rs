//! What a rule is and what it finds; how sure a finding is follows from the
//! facts that it rests on.

use serde::Serialize;

use super::{RULES, look::Look};
use crate::{Day, Fact, Graph, NodeId, Report};

/// How many findings of one rule are listed, for programs. People see fewer.
const LISTED: usize = 10_000;

/// Says how bad a finding is. The gravest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It has gone wrong already, or one step is left.
    Critical,
    /// One loss or one theft is enough.
    High,
    /// It becomes bad together with something likely.
    Medium,
    /// Worth an hour some day.
    Low,
}

/// Says how sure a finding is: as sure as the least sure fact behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The service knows everything that it rests on.
    High,
    /// It rests on something declared.
    Medium,
    /// It rests on something that nobody knows.
    Low,
}

impl Severity {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl Confidence {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Is one rule.
pub struct Rule {
    /// Its name, the same for ever; also the anchor in the documentation.
    pub id: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it looks at and why that matters, for the documentation.
    pub explanation: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    pub(super) find: fn(&Look) -> Vec<Hit>,
}

impl Rule {
    /// Returns the checks of the usual scanners that look for the same, each as
    /// `tool:check`; none for most rules.
    pub fn elsewhere(&self) -> &'static [&'static str] {
        super::elsewhere::checks(self.id)
    }
}

/// Is where a rule strikes.
pub(super) struct Hit {
    /// What it is about, if it is about one node.
    pub(super) subject: Option<NodeId>,
    /// What has a part in it.
    pub(super) nodes: Vec<NodeId>,
    /// The methods that have a part in it, by their index.
    pub(super) methods: Vec<u32>,
    pub(super) message: String,
    /// Whether the file leaves out what would make it sure.
    pub(super) in_doubt: bool,
}

impl Hit {
    pub(super) fn on(subject: NodeId, message: String) -> Self {
        let subject = Some(subject);
        Self { subject, nodes: Vec::new(), methods: Vec::new(), message, in_doubt: false }
    }

    pub(super) fn with(mut self, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        self.nodes.extend(nodes);
        self
    }

    pub(super) fn by(mut self, method: u32) -> Self {
        self.methods.push(method);
        self
    }
}

/// Is something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The id of what it is about, if that is one node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The ids of what has a part in it.
    pub nodes: Vec<String>,
    /// What is wrong here.
    pub message: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// Is what all rules found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// The findings, the gravest first, then in the order of the rules.
    pub findings: Vec<Finding>,
    /// How many more there are of rules that found very many.
    pub left_out: usize,
    /// Whether some rule could not look at everything, because of its size.
    pub truncated: bool,
}

impl Judgement {
    /// Lets all rules look at a graph and its report. Ages are counted on the
    /// file's own day, or else on `today`; without either, no rule about age
    /// says anything.
    pub fn new(graph: &Graph, report: &Report, today: Option<Day>) -> Self {
        let look = Look::new(graph, report, graph.file().as_of.or(today));
        let mut judgement = Self::default();
        for rule in &RULES {
            let hits = (rule.find)(&look);
            judgement.left_out += hits.len().saturating_sub(LISTED);
            let listed = hits.into_iter().take(LISTED);
            judgement.findings.extend(listed.map(|hit| Finding::new(rule, hit, graph)));
        }
        judgement.findings.sort_by_key(|finding| finding.severity);
        judgement.truncated = look.was_cut();
        judgement
    }
}

impl Finding {
    fn new(rule: &Rule, hit: Hit, graph: &Graph) -> Self {
        let nodes = hit.subject.iter().chain(&hit.nodes);
        let facts = nodes.filter_map(|&node| graph.described(node)).map(|node| node.fact);
        let methods = hit.methods.iter().filter_map(|&m| graph.file().methods.get(m as usize));
        let confidence = facts
            .chain(methods.map(|method| method.fact))
            .map(|fact| match fact {
                Fact::Derived => Confidence::High,
                Fact::Declared => Confidence::Medium,
                Fact::Unknown => Confidence::Low,
            })
            .chain(hit.in_doubt.then_some(Confidence::Low))
            .max()
            .unwrap_or(Confidence::High);
        let id = |node: NodeId| graph.id(node).to_owned();
        Self {
            rule: rule.id,
            title: rule.title,
            severity: rule.severity,
            confidence,
            subject: hit.subject.map(id),
            nodes: hit.nodes.into_iter().map(id).collect(),
            message: hit.message,
            advice: rule.advice,
        }
    }
}
