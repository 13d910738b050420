//! The answer as others read it: the fields of the format, and a few more.
//! Nothing is computed here but their values.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    Caps, Graph, NodeId, Sizes, State, WhatIf,
    analysis::{Answer, Answers, analyse},
    variables::Variables,
};

/// Is the whole answer.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The targets by id.
    pub targets: BTreeMap<String, TargetReport>,
    /// The what-ifs, in the order of the file, then those that were added.
    pub scenarios: Vec<ScenarioReport>,
}

/// Is the answer for one target.
#[derive(Clone, Debug, Serialize)]
pub struct TargetReport {
    /// What people read for the target.
    pub label: String,
    /// Whether the owner has it when nothing is lost.
    pub owner_in_today: bool,
    /// Whether a thief has it who has stolen nothing.
    pub attacker_in_today: bool,
    /// Over single losses and thefts.
    #[serde(flatten)]
    pub findings: Findings,
    /// Over the file's events instead, if it has any; sets of their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Findings>,
}

/// Is what losses and thefts do to one target.
#[derive(Clone, Debug, Serialize)]
pub struct Findings {
    /// The minimal lock-out sets, smaller ones first, then alphabetically.
    pub min_lockout_sets: Vec<Vec<String>>,
    /// The minimal theft sets, in the same order.
    pub min_theft_sets: Vec<Vec<String>>,
    /// The size up to which both lists have every set; `None` for any size.
    pub complete_to_size: Option<usize>,
    /// Whether a cap cut a list short of what was asked for.
    pub truncated: bool,
    /// Whether a lock-out exists already, is possible or impossible.
    pub lockout: State,
    /// Whether a break-in exists already, is possible or impossible.
    pub theft: State,
    /// How many losses it takes at least to lock the owner out; `None` if no
    /// losses do, or if it takes more than was looked at.
    pub resilience: Option<usize>,
    /// In the latter case, how many it takes at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resilience_at_least: Option<usize>,
    /// How many thefts it takes at least to get in; `None` as above.
    pub strength: Option<usize>,
    /// If it takes more than was looked at, how many it takes at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength_at_least: Option<usize>,
    /// How many minimal lock-out sets there are, where they were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lockout_sets_in_all: Option<u64>,
    /// How many minimal theft sets there are, where they were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theft_sets_in_all: Option<u64>,
}

/// Is the answer to one what-if.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioReport {
    /// The name of the what-if.
    pub name: String,
    /// For each target, whether the owner still has it.
    pub owner_in: BTreeMap<String, bool>,
    /// For each target, whether a thief has it.
    pub attacker_in: BTreeMap<String, bool>,
    /// For each target, in sentences, why the owner is locked out or how the
    /// thief gets in; only what there is to explain.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub why: BTreeMap<String, Reasons>,
    /// For how many more targets there would be something to explain. A what-if in a
    /// file that names one of them as its target explains it.
    #[serde(skip_serializing_if = "is_zero")]
    pub why_left_out: usize,
}

/// Explains what a what-if does to one target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reasons {
    /// Why the owner is locked out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owner: Vec<String>,
    /// How the thief gets in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attacker: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// For how many targets a what-if is explained.
const EXPLAINED: usize = 20;

impl Report {
    /// Answers everything that a file asks.
    pub fn new(graph: &Graph, sizes: Sizes, caps: Caps) -> Self {
        let name_node = |node| graph.id(NodeId(node)).to_owned();
        let name_event = |event: u32| {
            graph.events().get(event as usize).map_or_else(String::new, |event| event.name.clone())
        };
        let mut events = if graph.events().is_empty() {
            Vec::new()
        } else {
            analyse(graph, Variables::events, sizes, caps)
        }
        .into_iter();
        let targets = analyse(graph, Variables::nodes, sizes, caps)
            .into_iter()
            .map(|answers| {
                let target = answers.target;
                let report = TargetReport {
                    label: graph.label(target).to_owned(),
                    owner_in_today: answers.lockout.state != State::Already,
                    attacker_in_today: answers.theft.state == State::Already,
                    findings: Findings::new(answers, sizes, name_node),
                    events: events.next().map(|found| Findings::new(found, sizes, name_event)),
                };
                (graph.id(target).to_owned(), report)
            })
            .collect();
        let scenarios = graph.scenarios().iter().map(|what_if| ScenarioReport::new(graph, what_if));
        Self { targets, scenarios: scenarios.collect() }
    }
}

impl ScenarioReport {
    /// Answers one what-if for every target.
    pub fn new(graph: &Graph, what_if: &WhatIf) -> Self {
        let outcome = graph.outcome(what_if);
        let named = |has: &dyn Fn(NodeId) -> bool| {
            graph.targets().iter().map(|&node| (graph.id(node).to_owned(), has(node))).collect()
        };
        Self {
            name: what_if.name.clone(),
            owner_in: named(&|node| outcome.owner_has(node)),
            attacker_in: named(&|node| outcome.attacker_has(node)),
            why: BTreeMap::new(),
            why_left_out: 0,
        }
    }

    /// Adds the reasons, for the first targets for which there are any.
    #[must_use]
    pub fn explained(mut self, graph: &Graph, what_if: &WhatIf) -> Self {
        for &node in graph.targets() {
            let id = graph.id(node);
            let is = |map: &BTreeMap<String, bool>, value| map.get(id) == Some(&value);
            if self.why.len() >= EXPLAINED {
                let has_reasons = is(&self.owner_in, false) || is(&self.attacker_in, true);
                self.why_left_out += usize::from(has_reasons);
                continue;
            }
            let owner = is(&self.owner_in, false)
                .then(|| graph.why_locked_out(node, &what_if.loses))
                .flatten();
            let attacker = is(&self.attacker_in, true)
                .then(|| graph.attackers_way(node, &what_if.steals))
                .flatten();
            let why = Reasons {
                owner: owner.map(|why| why.sentences(graph)).unwrap_or_default(),
                attacker: attacker.map(|way| way.sentences(graph)).unwrap_or_default(),
            };
            if why != Reasons::default() {
                self.why.insert(id.to_owned(), why);
            }
        }
        self
    }
}

impl Findings {
    fn new(answers: Answers, sizes: Sizes, name: impl Fn(u32) -> String) -> Self {
        let Answers { lockout, theft, .. } = answers;
        let exact = [lockout.found.exact_to, theft.found.exact_to].into_iter().flatten().min();
        let asked = match sizes {
            Sizes::Adaptive => Some(3),
            Sizes::UpTo(size) => Some(size),
            Sizes::All => None,
        };
        let named = |answer: &Answer| {
            let sets = answer.found.sets.iter();
            sets.map(|set| set.iter().map(|&member| name(member)).collect()).collect()
        };
        Self {
            min_lockout_sets: named(&lockout),
            min_theft_sets: named(&theft),
            complete_to_size: exact.or(asked),
            truncated: lockout.truncated || theft.truncated,
            lockout: lockout.state,
            theft: theft.state,
            resilience: lockout.smallest(),
            resilience_at_least: lockout.at_least(),
            strength: theft.smallest(),
            strength_at_least: theft.at_least(),
            lockout_sets_in_all: lockout.found.total.filter(|_| sizes == Sizes::All),
            theft_sets_in_all: theft.found.total.filter(|_| sizes == Sizes::All),
        }
    }
}

impl Answer {
    /// Returns the size of the smallest set, where one was found.
    fn smallest(&self) -> Option<usize> {
        self.found.sets.first().map(Vec::len)
    }

    /// Returns a lower bound of the smallest size, where sets exist but none
    /// was found.
    fn at_least(&self) -> Option<usize> {
        if self.state != State::Possible || !self.found.sets.is_empty() {
            return None;
        }
        self.found.exact_to.map(|to| to + 1)
    }
}
