//! Families of minimal sets for many nodes in one pass: components in the
//! order of dependence, inside a cycle iterated from below until nothing
//! changes. How families are kept is the caller's affair.

use std::collections::VecDeque;

use crate::{
    components::Components,
    rows::Rows,
    side::{Side, Whose},
};

/// Keeps families of sets none of which contains another, and combines them.
pub(crate) trait Families {
    /// Is one family. Equal families must compare equal.
    type Family: Clone + PartialEq;

    /// Makes the family without a set: there is no way.
    fn none(&mut self) -> Self::Family;
    /// Makes the family of the empty set: it is so already.
    fn already(&mut self) -> Self::Family;
    /// Makes the family of one variable alone.
    fn single(&mut self, variable: u32) -> Self::Family;
    /// Takes the sets of either family, without supersets.
    fn either(&mut self, a: &Self::Family, b: &Self::Family) -> Self::Family;
    /// Joins each set of one with each of the other, without supersets.
    fn both(&mut self, a: &Self::Family, b: &Self::Family) -> Self::Family;
    /// Is told that a family will be kept until it is released, and may cut it
    /// down.
    fn keep(&mut self, family: Self::Family) -> Self::Family {
        family
    }
    /// Is told that a family that was kept is no longer needed.
    fn release(&mut self, _family: &Self::Family) {}
}

/// Computes the families of some targets: of lock-out sets on the owner's
/// side, of theft sets on the attacker's. `variables` has the variables that
/// take each node.
pub(crate) fn solve<F: Families>(
    side: &Side,
    variables: &Rows,
    targets: &[u32],
    families: &mut F,
) -> Vec<F::Family> {
    let components = Components::new(side, targets);
    let nodes = side.nodes() as usize;
    let mut solver =
        Solver { side, variables, families, found: vec![None; nodes], waiting: vec![0; nodes] };
    for &target in targets {
        solver.wait(target, 1);
    }
    for component in 0..components.members.len() {
        for &node in components.members.row(component) {
            solver.each_need(node, |solver, need| solver.wait(need, 1));
        }
    }
    for component in 0..components.members.len() {
        match components.members.row(component) {
            &[node] if !solver.supports_itself(node) => {
                let family = solver.of_node(node);
                solver.put(node, family);
            }
            members => solver.cycle(members, |node| components.of(node) == component),
        }
        for &node in components.members.row(component) {
            solver.each_need(node, Solver::no_longer_needed);
        }
    }
    targets.iter().map(|&target| solver.family(target)).collect()
}

struct Solver<'a, F: Families> {
    side: &'a Side,
    variables: &'a Rows,
    families: &'a mut F,
    found: Vec<Option<F::Family>>,
    /// How many needs have still to be served with a node's family.
    waiting: Vec<u32>,
}

impl<F: Families> Solver<'_, F> {
    /// Computes the family of a node from those of its rules' needs. The owner
    /// is locked out if every rule fails, and a rule fails if any need is
    /// missing; a thief is in by any rule with all its needs.
    fn of_node(&mut self, node: u32) -> F::Family {
        let side = self.side;
        let rules = side.into(node);
        let variables = self.variables.row(node).iter();
        let mut alone: Vec<_> = variables.map(|&var| self.families.single(var)).collect();
        match side.whose {
            Whose::Owner if side.is_given(node) => {}
            Whose::Owner => {
                let mut all = self.families.already();
                for &rule in rules {
                    let needs = side.needs(rule).iter().map(|&need| self.family(need)).collect();
                    let fails = self.any(needs);
                    all = self.families.both(&all, &fails);
                }
                alone.push(all);
            }
            Whose::Attacker if side.is_given(node) => alone.push(self.families.already()),
            Whose::Attacker => {
                for &rule in rules {
                    let mut all = self.families.already();
                    for &need in side.needs(rule) {
                        let need = self.family(need);
                        all = self.families.both(&all, &need);
                    }
                    alone.push(all);
                }
            }
        }
        self.any(alone)
    }

    /// Takes the sets of all of many families. They are paired off, so that no
    /// large family is gone through for each small one.
    fn any(&mut self, families: Vec<F::Family>) -> F::Family {
        let mut queue = VecDeque::from(families);
        while let Some(one) = queue.pop_front() {
            let Some(other) = queue.pop_front() else { return one };
            queue.push_back(self.families.either(&one, &other));
        }
        self.families.none()
    }

    /// Iterates a component from below (the owner has nothing, a thief has
    /// nothing) until no family changes.
    fn cycle(&mut self, members: &[u32], inside: impl Fn(u32) -> bool) {
        for &node in members {
            let nothing = match self.side.whose {
                Whose::Owner => self.families.already(),
                Whose::Attacker => self.families.none(),
            };
            self.put(node, nothing);
        }
        let mut queue: VecDeque<u32> = members.iter().copied().collect();
        let mut queued = vec![false; self.found.len()];
        for &node in members {
            set(&mut queued, node, true);
        }
        while let Some(node) = queue.pop_front() {
            set(&mut queued, node, false);
            let family = self.of_node(node);
            if family == self.family(node) {
                continue;
            }
            self.put(node, family);
            for &rule in self.side.uses(node) {
                let head = self.side.head(rule);
                if inside(head) && !get(&queued, head) {
                    set(&mut queued, head, true);
                    queue.push_back(head);
                }
            }
        }
    }

    fn supports_itself(&self, node: u32) -> bool {
        self.side.into(node).iter().any(|&rule| self.side.needs(rule).contains(&node))
    }

    fn family(&mut self, node: u32) -> F::Family {
        match self.found.get(node as usize) {
            Some(Some(family)) => family.clone(),
            _ => self.families.none(),
        }
    }

    fn put(&mut self, node: u32, family: F::Family) {
        let Some(slot) = self.found.get_mut(node as usize) else { return };
        if let Some(before) = slot.take() {
            self.families.release(&before);
        }
        *slot = Some(self.families.keep(family));
    }

    fn each_need(&mut self, node: u32, act: impl Fn(&mut Self, u32)) {
        let side = self.side;
        for &rule in side.into(node) {
            for &need in side.needs(rule) {
                act(self, need);
            }
        }
    }

    fn wait(&mut self, node: u32, more: u32) {
        if let Some(waiting) = self.waiting.get_mut(node as usize) {
            *waiting += more;
        }
    }

    fn no_longer_needed(&mut self, node: u32) {
        let Some(waiting) = self.waiting.get_mut(node as usize) else { return };
        *waiting -= 1;
        if *waiting == 0
            && let Some(family) = self.found.get_mut(node as usize).and_then(Option::take)
        {
            self.families.release(&family);
        }
    }
}

fn get(list: &[bool], index: u32) -> bool {
    list.get(index as usize).copied().unwrap_or(false)
}

fn set(list: &mut [bool], index: u32, value: bool) {
    if let Some(slot) = list.get_mut(index as usize) {
        *slot = value;
    }
}
