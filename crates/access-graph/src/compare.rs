//! What differs between two graphs: which minimal sets of up to two members have
//! come, and which have gone. A set has gone if it did something before and does
//! nothing now; one that now has a member too many has not. Where a search was
//! cut short, only the sizes are compared that both searches know whole, so that
//! what was not found is never taken for gone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{Caps, Graph, NodeId, analysis::searched, closure::reached, side::Whose};

/// The largest sets that graphs are compared by.
pub(crate) const SIZE: usize = 2;

/// The most comparisons of sets for one side of one graph.
const STEPS: u64 = 3_000_000;

/// How many sets of one kind are listed.
const LISTED: usize = 20;

/// Is a minimal set of one target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TargetSet {
    /// The members, by id; what a change adds begins with `new `.
    pub set: Vec<String>,
    /// The target, by id.
    pub target: String,
}

/// Is what a change does to the sets of one side. The closure has confirmed every
/// set in it, before the change and after.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Effect {
    /// The minimal sets that did something before the change and no longer do.
    pub removed: Vec<TargetSet>,
    /// The minimal sets that do something that they did not do before.
    pub added: Vec<TargetSet>,
    /// How many sets the two lists leave out. A report on the changed file has them.
    pub left_out: usize,
}

/// Is what a change of a file does on both sides, by the sets of up to two losses
/// and of up to two thefts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Comparison {
    /// The sets of losses that lock out.
    pub lockouts: Effect,
    /// The sets of thefts that let in.
    pub thefts: Effect,
    /// Whether some side has got worse: a set does what it did not do before.
    pub is_worse: bool,
    /// Whether a search was cut short, so that there may be more on either side.
    pub truncated: bool,
}

impl Comparison {
    /// Compares two graphs with the same targets, within caps.
    pub fn new(before: &Graph, after: &Graph, caps: Caps) -> Self {
        let targets = all_targets(before);
        let found = Difference::new(
            &Searched::new(before, &targets, caps),
            &Searched::new(after, &targets, caps),
        );
        let (lockouts, owner) = found.lockouts.shown(Whose::Owner, before, after);
        let (thefts, attacker) = found.thefts.shown(Whose::Attacker, before, after);
        Self {
            is_worse: !lockouts.added.is_empty() || !thefts.added.is_empty(),
            lockouts,
            thefts,
            truncated: found.known_to < SIZE || !owner || !attacker,
        }
    }
}

/// Returns all targets of a graph, by id.
pub(crate) fn all_targets(graph: &Graph) -> BTreeSet<String> {
    graph.targets().iter().map(|&target| graph.id(target).to_owned()).collect()
}

/// Is what a search knows of one target on one side.
struct Known {
    /// The minimal sets, by id.
    sets: Vec<Vec<String>>,
    /// The size up to which none is missing.
    to: usize,
}

/// Is what a search knows of some targets of one graph, by id.
pub(crate) struct Searched {
    owner: BTreeMap<String, Known>,
    attacker: BTreeMap<String, Known>,
}

impl Searched {
    /// Looks for the sets of some targets. Targets that are not there are left out.
    pub(crate) fn new(graph: &Graph, targets: &BTreeSet<String>, caps: Caps) -> Self {
        let targets: Vec<NodeId> = targets.iter().filter_map(|id| graph.node(id)).collect();
        let caps = Caps { steps: caps.steps.min(STEPS), ..caps };
        let side = |whose| {
            let answers = searched(graph, whose, SIZE, caps, &targets);
            let each = targets.iter().zip(answers).map(|(&target, answer)| {
                let ids = |set: Vec<u32>| -> Vec<String> {
                    set.into_iter().map(|node| graph.id(NodeId(node)).to_owned()).collect()
                };
                let known = Known {
                    to: answer.found.exact_to.unwrap_or(SIZE),
                    sets: answer.found.sets.into_iter().map(ids).collect(),
                };
                (graph.id(target).to_owned(), known)
            });
            each.collect()
        };
        Self { owner: side(Whose::Owner), attacker: side(Whose::Attacker) }
    }
}

/// Is what differs between two searches.
pub(crate) struct Difference {
    pub(crate) lockouts: OneSide,
    pub(crate) thefts: OneSide,
    /// The size up to which everything that differs is there.
    pub(crate) known_to: usize,
}

/// Is what differs on one side.
#[derive(Default)]
pub(crate) struct OneSide {
    pub(crate) removed: Vec<TargetSet>,
    pub(crate) added: Vec<TargetSet>,
}

impl Difference {
    /// Compares the targets that both searches looked at.
    pub(crate) fn new(before: &Searched, after: &Searched) -> Self {
        let mut known_to = SIZE;
        let lockouts = OneSide::new(&before.owner, &after.owner, &mut known_to);
        let thefts = OneSide::new(&before.attacker, &after.attacker, &mut known_to);
        Self { lockouts, thefts, known_to }
    }
}

impl OneSide {
    fn new(
        before: &BTreeMap<String, Known>,
        after: &BTreeMap<String, Known>,
        known_to: &mut usize,
    ) -> Self {
        let mut found = Self::default();
        for (target, new) in after {
            let Some(old) = before.get(target) else { continue };
            // What a set of this size does is known on both sides: the minimal
            // sets within it are no larger.
            let to = old.to.min(new.to);
            *known_to = to.min(*known_to);
            let beyond = |of: &Known, other: &Known| -> Vec<TargetSet> {
                let sets = of.sets.iter().filter(|set| set.len() <= to);
                let beyond = sets.filter(|set| !other.sets.iter().any(|one| is_within(one, set)));
                beyond.map(|set| TargetSet { set: set.clone(), target: target.clone() }).collect()
            };
            found.removed.extend(beyond(old, new));
            found.added.extend(beyond(new, old));
        }
        found.removed.sort();
        found.added.sort();
        found
    }

    /// Returns how many single points are removed, and how many are added.
    pub(crate) fn singles(&self) -> (usize, usize) {
        let singles = |sets: &[TargetSet]| sets.iter().filter(|one| one.set.len() <= 1).count();
        (singles(&self.removed), singles(&self.added))
    }

    /// Returns what is shown of it, without what the closure does not confirm in
    /// both graphs, and says whether it has confirmed everything.
    pub(crate) fn shown(mut self, whose: Whose, before: &Graph, after: &Graph) -> (Effect, bool) {
        let over = |sets: &Vec<TargetSet>| sets.len().saturating_sub(LISTED);
        let left_out = over(&self.removed) + over(&self.added);
        self.removed.truncate(LISTED);
        self.added.truncate(LISTED);
        let listed = self.removed.len() + self.added.len();
        let (mut old, mut new) = (Closures::new(before, whose), Closures::new(after, whose));
        self.removed.retain(|one| old.is_minimal(one) && !new.works(one, None));
        self.added.retain(|one| new.is_minimal(one) && !old.works(one, None));
        let is_so = self.removed.len() + self.added.len() == listed;
        (Effect { removed: self.removed, added: self.added, left_out }, is_so)
    }
}

fn is_within(small: &[String], large: &[String]) -> bool {
    small.iter().all(|id| large.contains(id))
}

/// Computes closures of one side of a graph, each once.
struct Closures<'a> {
    graph: &'a Graph,
    whose: Whose,
    known: BTreeMap<Vec<NodeId>, Vec<bool>>,
}

impl<'a> Closures<'a> {
    fn new(graph: &'a Graph, whose: Whose) -> Self {
        Self { graph, whose, known: BTreeMap::new() }
    }

    /// Says whether a set, less one member, locks out or lets in. What the graph
    /// does not have, or does not consider, is not taken.
    fn works(&mut self, one: &TargetSet, without: Option<&String>) -> bool {
        let Self { graph, whose, .. } = *self;
        let Some(target) = graph.node(&one.target) else { return false };
        let members = one.set.iter().filter(|id| Some(*id) != without);
        let nodes = members.filter_map(|id| graph.node(id));
        let taken: Vec<NodeId> = nodes.filter(|node| graph.may_be_taken(whose, node.0)).collect();
        let reached = |taken: &Vec<NodeId>| reached(graph.side(whose), taken);
        let has = self.known.entry(taken).or_insert_with_key(reached);
        has.get(target.0 as usize).copied().unwrap_or(false) == (whose == Whose::Attacker)
    }

    /// Says whether a set works, and no set with one member less does.
    fn is_minimal(&mut self, one: &TargetSet) -> bool {
        self.works(one, None) && !one.set.iter().any(|id| self.works(one, Some(id)))
    }
}
