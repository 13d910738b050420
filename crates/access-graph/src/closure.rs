//! What is had after given losses and thefts: the least fixpoint of the rules,
//! in time linear in the graph (Dowling and Gallier 1984). A cycle never
//! supports itself, since a rule fires only when its last need has come in.

use crate::{
    Graph, NodeId, WhatIf,
    side::{Side, Whose},
};

/// Computes closures of one side, keeping its buffers from one to the next.
pub(crate) struct Closure<'a> {
    side: &'a Side,
    /// How many needs each rule has; copied for each run.
    waits: Vec<u32>,
    missing: Vec<u32>,
    blocked: Vec<bool>,
    has: Vec<bool>,
    queue: Vec<u32>,
}

impl<'a> Closure<'a> {
    pub(crate) fn new(side: &'a Side) -> Self {
        let waits: Vec<u32> =
            (0..side.rules()).map(|rule| crate::rows::number(side.needs(rule).len())).collect();
        let nodes = side.nodes() as usize;
        Self {
            side,
            missing: Vec::with_capacity(waits.len()),
            waits,
            blocked: vec![false; nodes],
            has: vec![false; nodes],
            queue: Vec::new(),
        }
    }

    /// Computes what is had when these nodes are taken: lost on the owner's
    /// side, stolen on the attacker's. Nodes that do not exist are ignored.
    pub(crate) fn run(&mut self, taken: impl Iterator<Item = u32> + Clone) {
        self.missing.clone_from(&self.waits);
        self.has.fill(false);
        self.queue.clear();
        if self.side.whose == Whose::Owner {
            self.block(taken.clone(), true);
        }
        for node in 0..self.side.nodes() {
            if self.side.is_given(node) {
                self.add(node);
            }
        }
        if self.side.whose == Whose::Attacker {
            taken.clone().for_each(|node| self.add(node));
        }
        while let Some(node) = self.queue.pop() {
            for &rule in self.side.uses(node) {
                let Some(missing) = self.missing.get_mut(rule as usize) else { continue };
                *missing -= 1;
                if *missing == 0 {
                    self.add(self.side.head(rule));
                }
            }
        }
        if self.side.whose == Whose::Owner {
            self.block(taken, false);
        }
    }

    /// Says whether a node was had at the end of the last run.
    pub(crate) fn has(&self, node: u32) -> bool {
        self.has.get(node as usize).copied().unwrap_or(false)
    }

    fn block(&mut self, nodes: impl Iterator<Item = u32>, to: bool) {
        for node in nodes {
            if let Some(blocked) = self.blocked.get_mut(node as usize) {
                *blocked = to;
            }
        }
    }

    fn add(&mut self, node: u32) {
        if self.blocked.get(node as usize).copied().unwrap_or(true) {
            return;
        }
        if let Some(has) = self.has.get_mut(node as usize)
            && !*has
        {
            *has = true;
            self.queue.push(node);
        }
    }
}

/// Says who has what after a what-if.
#[derive(Clone, Debug)]
pub struct Outcome {
    owner: Vec<bool>,
    attacker: Vec<bool>,
}

impl Outcome {
    /// Says whether the owner still has a node.
    pub fn owner_has(&self, node: NodeId) -> bool {
        self.owner.get(node.0 as usize).copied().unwrap_or(false)
    }

    /// Says whether a thief has a node.
    pub fn attacker_has(&self, node: NodeId) -> bool {
        self.attacker.get(node.0 as usize).copied().unwrap_or(false)
    }
}

impl Graph {
    /// Computes who has what after losses and thefts at the same moment, in
    /// time linear in the graph. Nodes of another graph are ignored.
    pub fn outcome(&self, what_if: &WhatIf) -> Outcome {
        Outcome {
            owner: reached(&self.owner, &what_if.loses),
            attacker: reached(&self.attacker, &what_if.steals),
        }
    }
}

/// Computes what is had on one side when these nodes are taken.
pub(crate) fn reached(side: &Side, taken: &[NodeId]) -> Vec<bool> {
    let mut closure = Closure::new(side);
    closure.run(taken.iter().map(|node| node.0));
    closure.has
}
