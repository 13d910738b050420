//! What rules see of a graph, and how much of it they may go through.

use std::cell::Cell;

use crate::{
    Caps, Day, Findings, Graph, Kind, Method, Node, NodeId, Outcome, Report, State, Tag,
    TargetReport, WhatIf,
    analysis::{Answer, one_side},
    rows::number,
    side::Whose,
};

/// How many nodes and methods all rules together may visit by closures and
/// searches of their own.
const STEPS: u64 = 20_000_000;

/// Shows rules a graph, its report and the day.
pub(super) struct Look<'a> {
    pub(super) graph: &'a Graph,
    pub(super) report: &'a Report,
    today: Option<Day>,
    left: Cell<u64>,
    cut: Cell<bool>,
}

impl<'a> Look<'a> {
    pub(super) fn new(graph: &'a Graph, report: &'a Report, today: Option<Day>) -> Self {
        Self { graph, report, today, left: Cell::new(STEPS), cut: Cell::new(false) }
    }

    /// Says whether a rule had to stop before it had seen everything.
    pub(super) fn was_cut(&self) -> bool {
        self.cut.get()
    }

    /// Pays for work in advance; says whether it may be done.
    fn pays(&self, steps: u64) -> bool {
        match self.left.get().checked_sub(steps) {
            Some(left) => self.left.set(left),
            None => self.cut.set(true),
        }
        !self.cut.get()
    }

    fn size(&self) -> u64 {
        (self.graph.len() + self.graph.file().methods.len()) as u64
    }

    pub(super) fn targets(&self) -> impl Iterator<Item = (NodeId, &'a TargetReport)> {
        self.report.targets.iter().filter_map(|(id, t)| self.graph.node(id).map(|node| (node, t)))
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (NodeId, &'a Node)> {
        self.graph.file().nodes.values().enumerate().map(|(n, node)| (NodeId(number(n)), node))
    }

    pub(super) fn tagged(&self, tag: Tag) -> impl Iterator<Item = (NodeId, &'a Node)> {
        self.nodes().filter(move |(_, node)| node.is(tag))
    }

    /// Returns the methods with their index and where they lead.
    pub(super) fn methods(&self) -> impl Iterator<Item = (u32, &'a Method, NodeId)> {
        self.graph.file().methods.iter().enumerate().filter_map(|(index, method)| {
            self.graph.node(&method.to).map(|to| (number(index), method, to))
        })
    }

    pub(super) fn needs(&self, method: &Method) -> Vec<NodeId> {
        method.needs.iter().filter_map(|id| self.graph.node(id)).collect()
    }

    pub(super) fn is(&self, node: NodeId, tag: Tag) -> bool {
        self.graph.described(node).is_some_and(|node| node.is(tag))
    }

    pub(super) fn kind(&self, node: NodeId) -> Kind {
        self.graph.described(node).map_or(Kind::Item, |node| node.kind)
    }

    pub(super) fn label(&self, node: NodeId) -> &'a str {
        self.graph.label(node)
    }

    pub(super) fn labels(&self, nodes: &[NodeId]) -> String {
        let labels: Vec<&str> = nodes.iter().map(|&node| self.label(node)).collect();
        labels.join(", ")
    }

    /// Returns how many days ago something was; `None` if the day is not known.
    pub(super) fn age(&self, day: Day) -> Option<u32> {
        self.today.map(|today| day.days_before(today))
    }

    /// Says whether ages can be told at all.
    pub(super) fn knows_the_day(&self) -> bool {
        self.today.is_some()
    }

    /// Returns what locks a target out by itself.
    pub(super) fn single_losses(&self, target: &TargetReport) -> Vec<NodeId> {
        self.singles(&target.findings.min_lockout_sets)
    }

    /// Returns what lets someone in by itself.
    pub(super) fn single_thefts(&self, target: &TargetReport) -> Vec<NodeId> {
        self.singles(&target.findings.min_theft_sets)
    }

    fn singles(&self, sets: &[Vec<String>]) -> Vec<NodeId> {
        let singles = sets.iter().filter_map(|set| match set.as_slice() {
            [id] => self.graph.node(id),
            _ => None,
        });
        singles.collect()
    }

    /// Computes who has what after losses and thefts; `None` if that is too
    /// much.
    pub(super) fn after(&self, loses: Vec<NodeId>, steals: Vec<NodeId>) -> Option<Outcome> {
        let what_if = WhatIf { name: String::new(), loses, steals };
        self.pays(2 * self.size()).then(|| self.graph.outcome(&what_if))
    }

    /// Finds how many thefts it takes to get to each target when there are only
    /// the methods that pass; `None` if that is too much.
    pub(super) fn strengths(&self, passes: impl Fn(&Method) -> bool) -> Option<Vec<Strength>> {
        if !self.pays(10 * self.size()) {
            return None;
        }
        let mut file = self.graph.file().clone();
        file.methods.retain(passes);
        let graph = Graph::new(file).ok()?;
        let caps = Caps { steps: STEPS, check_steps: STEPS, ..Caps::default() };
        Some(one_side(&graph, Whose::Attacker, 4, caps).iter().map(Strength::of_answer).collect())
    }
}

/// Is how many thefts it takes, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// This many.
    Exactly(usize),
    /// More than was looked at.
    More,
    /// No thefts do.
    Never,
}

impl Strength {
    pub(super) fn of(findings: &Findings) -> Self {
        Self::new(findings.theft, findings.strength)
    }

    fn of_answer(answer: &Answer) -> Self {
        Self::new(answer.state, answer.found.sets.first().map(Vec::len))
    }

    fn new(state: State, least: Option<usize>) -> Self {
        match (state, least) {
            (State::Already, _) => Self::Exactly(0),
            (State::Impossible, _) => Self::Never,
            (State::Possible, Some(least)) => Self::Exactly(least),
            (State::Possible, None) => Self::More,
        }
    }

    pub(super) fn words(self) -> String {
        match self {
            Self::Exactly(1) => "one theft".to_owned(),
            Self::Exactly(count) => format!("{count} thefts"),
            Self::More => "more thefts than were looked at".to_owned(),
            Self::Never => "no thefts at all would do".to_owned(),
        }
    }
}
