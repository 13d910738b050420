//! Strongly connected components (Tarjan 1972) of what depends on what, without
//! recursion, so that a long chain needs no deep stack.

use crate::{rows::Rows, side::Side};

/// Holds the nodes that some targets depend on, component by component.
pub(crate) struct Components {
    /// The members of each component; what a component depends on stands
    /// before it, and within one, too, as far as its cycles allow.
    pub(crate) members: Rows,
    /// The component of each node; `u32::MAX` where no target depends on it.
    of: Vec<u32>,
}

impl Components {
    pub(crate) fn new(side: &Side, targets: &[u32]) -> Self {
        let nodes = side.nodes() as usize;
        let mut search = Search {
            side,
            found: vec![0; nodes],
            low: vec![0; nodes],
            count: 0,
            path: Vec::new(),
            open: Vec::new(),
            done: Self { members: Rows::default(), of: vec![u32::MAX; nodes] },
        };
        for &target in targets {
            search.from(target);
        }
        search.done
    }

    /// Returns the component of a node.
    pub(crate) fn of(&self, node: u32) -> u32 {
        get(&self.of, node)
    }
}

/// Is one step of the path from a target: a node, and the place in its rules
/// and their needs that comes next.
struct Step {
    node: u32,
    rule: usize,
    need: usize,
}

struct Search<'a> {
    side: &'a Side,
    /// When a node was found, counted from 1; 0 before.
    found: Vec<u32>,
    low: Vec<u32>,
    count: u32,
    path: Vec<Step>,
    open: Vec<u32>,
    done: Components,
}

impl Search<'_> {
    fn from(&mut self, target: u32) {
        if get(&self.found, target) == 0 {
            self.enter(target);
        }
        while let Some(step) = self.path.last_mut() {
            let node = step.node;
            let Some(&rule) = self.side.into(node).get(step.rule) else {
                self.leave(node);
                continue;
            };
            let Some(&need) = self.side.needs(rule).get(step.need) else {
                step.rule += 1;
                step.need = 0;
                continue;
            };
            step.need += 1;
            if get(&self.found, need) == 0 {
                self.enter(need);
            } else if self.done.of(need) == u32::MAX {
                lower(&mut self.low, node, get(&self.found, need));
            }
        }
    }

    fn enter(&mut self, node: u32) {
        self.count += 1;
        set(&mut self.found, node, self.count);
        set(&mut self.low, node, self.count);
        self.open.push(node);
        self.path.push(Step { node, rule: 0, need: 0 });
    }

    fn leave(&mut self, node: u32) {
        self.path.pop();
        let low = get(&self.low, node);
        if let Some(before) = self.path.last() {
            lower(&mut self.low, before.node, low);
        }
        if low != get(&self.found, node) {
            return;
        }
        let component = self.done.members.len();
        let start = self.open.iter().rposition(|&open| open == node).unwrap_or(0);
        for &member in self.open.get(start..).unwrap_or_default() {
            set(&mut self.done.of, member, component);
        }
        self.done.members.push(self.open.drain(start..).rev());
    }
}

fn get(list: &[u32], index: u32) -> u32 {
    list.get(index as usize).copied().unwrap_or(u32::MAX)
}

fn set(list: &mut [u32], index: u32, value: u32) {
    if let Some(slot) = list.get_mut(index as usize) {
        *slot = value;
    }
}

fn lower(list: &mut [u32], index: u32, value: u32) {
    if let Some(slot) = list.get_mut(index as usize) {
        *slot = value.min(*slot);
    }
}
