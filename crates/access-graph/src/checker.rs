//! Checks a set before it is shown: it works, and no set with one member less
//! does. Since both questions are monotone, that makes it minimal. The check
//! is the closure and shares nothing with the code that finds sets; it looks
//! only at the part of the graph that leads to the target.

use crate::{
    closure::Closure,
    rows::{Rows, number},
    side::{Rule, Side, Whose},
    variables::Variables,
};

/// Is the part of one side that leads to one target, numbered anew.
pub(crate) struct Cone {
    side: Side,
    /// The variables that take each node; their numbers are the old ones.
    taken_by: Rows,
    /// The numbers in the whole graph, rising.
    nodes: Vec<u32>,
    target: u32,
}

impl Cone {
    /// Collects what leads to a target. `seen` has one entry per node of the
    /// side, all false; it is left so.
    pub(crate) fn new(side: &Side, variables: &Variables, target: u32, seen: &mut [bool]) -> Self {
        let mut nodes = vec![target];
        mark(seen, target);
        let mut rules = Vec::new();
        let mut next = 0;
        while let Some(&node) = nodes.get(next) {
            next += 1;
            for &rule in side.into(node) {
                rules.push(rule);
                nodes.extend(side.needs(rule).iter().copied().filter(|&need| mark(seen, need)));
            }
        }
        nodes.sort_unstable();
        for &node in &nodes {
            if let Some(seen) = seen.get_mut(node as usize) {
                *seen = false;
            }
        }
        let local = |node: u32| nodes.binary_search(&node).map_or(u32::MAX, number);
        let given = nodes.iter().map(|&node| side.is_given(node)).collect();
        let rules = rules.iter().map(|&rule| Rule {
            to: local(side.head(rule)),
            needs: side.needs(rule).iter().map(|&need| local(need)).collect(),
            method: side.method(rule),
        });
        let part = Side::new(side.whose, given, rules);
        let mut taken_by = Rows::default();
        for &node in &nodes {
            taken_by.push(variables.taken_by.row(node).iter().copied());
        }
        Self { side: part, taken_by, target: local(target), nodes }
    }

    pub(crate) fn side(&self) -> &Side {
        &self.side
    }

    pub(crate) fn taken_by(&self) -> &Rows {
        &self.taken_by
    }

    pub(crate) fn target(&self) -> u32 {
        self.target
    }

    /// Returns how much one closure of this part costs, in nodes and needs.
    pub(crate) fn cost(&self) -> u64 {
        let needs = (0..self.side.rules()).map(|rule| self.side.needs(rule).len() as u64 + 1);
        needs.sum::<u64>() + self.nodes.len() as u64
    }
}

fn mark(seen: &mut [bool], node: u32) -> bool {
    match seen.get_mut(node as usize) {
        Some(seen) if !*seen => {
            *seen = true;
            true
        }
        _ => false,
    }
}

/// Checks sets of variables for one target.
pub(crate) struct Checker<'a> {
    cone: &'a Cone,
    closure: Closure<'a>,
    /// The nodes that each variable takes, in the whole graph.
    takes: &'a Rows,
    /// Which nodes of the part the set at hand takes, with the member that
    /// takes each.
    taken: Vec<(u32, u32)>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(cone: &'a Cone, variables: &'a Variables) -> Self {
        Self { cone, closure: Closure::new(&cone.side), takes: &variables.takes, taken: Vec::new() }
    }

    /// Says whether a set is one of the target's minimal sets.
    pub(crate) fn is_minimal(&mut self, set: &[u32]) -> bool {
        let Self { cone, takes, taken, .. } = self;
        taken.clear();
        for &member in set {
            let nodes = takes.row(member).iter();
            let local = nodes.filter_map(|node| cone.nodes.binary_search(node).ok());
            taken.extend(local.map(|node| (number(node), member)));
        }
        self.works(None) && set.iter().all(|&without| !self.works(Some(without)))
    }

    /// Says whether taking all of the set but one member locks out or lets in.
    fn works(&mut self, without: Option<u32>) -> bool {
        let Self { cone, closure, taken, .. } = self;
        let taken = taken.iter().filter(|(_, member)| Some(*member) != without);
        closure.run(taken.map(|&(node, _)| node));
        match cone.side.whose {
            Whose::Owner => !closure.has(cone.target),
            Whose::Attacker => closure.has(cone.target),
        }
    }
}
