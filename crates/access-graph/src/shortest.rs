//! The shortest way to a node: the fewest steps, of which each is counted once
//! however often it serves. Finding it is as hard as the hardest searches, so it is
//! bounded: first the way that would be shortest if nothing served twice, by Knuth's
//! generalisation of Dijkstra's algorithm (1977), then an exact search for a shorter
//! one, which says if it had to end early.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use crate::{
    NodeId,
    explain::{Gain, Step, WayIn},
    rows::number,
    side::{Side, Whose},
};

/// How many alternatives the exact search tries.
const TRIES: u32 = 4_000;

/// The longest way for which a shorter one is looked for.
const LONGEST: usize = 200;

/// Finds the shortest way to a node after losses or thefts; `None` if there is none.
pub(crate) fn shortest(side: &Side, target: NodeId, taken: &[bool]) -> Option<WayIn> {
    let costs = Costs::new(side, target.0, taken);
    let first = costs.first(target.0)?;
    let mut search =
        Search { side, costs: &costs, best: first, tries: TRIES, open: vec![target.0] };
    let mut is_shortest = search.has_no_choice();
    if !is_shortest && search.best.len() <= LONGEST {
        search.go_on(&mut Chosen::new(), 1);
        is_shortest = search.tries > 0;
    }
    let steps = in_order(side, &search.best);
    Some(WayIn { attacker: side.whose == Whose::Attacker, steps, is_shortest })
}

/// Chooses a rule for each node that is not there by itself.
type Chosen = BTreeMap<u32, Option<u32>>;

/// Is what each node costs that leads to the target, if nothing serves twice: a rule
/// costs one more than all that it needs.
struct Costs<'a> {
    side: &'a Side,
    taken: &'a [bool],
    /// The cost and the best rule; `None` for what is there by itself.
    of: BTreeMap<u32, (u64, Option<u32>)>,
}

impl<'a> Costs<'a> {
    fn new(side: &'a Side, target: u32, taken: &'a [bool]) -> Self {
        let cone = cone(side, target);
        let mut costs = Self { side, taken, of: BTreeMap::new() };
        let mut missing: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
        let mut open = BinaryHeap::new();
        for (node, _) in cone.iter().enumerate().filter(|(_, is_in)| **is_in) {
            let node = number(node);
            if costs.is_there(node) {
                open.push(Reverse((0, node, None)));
            }
        }
        while let Some(Reverse((cost, node, rule))) = open.pop() {
            if costs.of.contains_key(&node) || costs.is_lost(node) {
                continue;
            }
            costs.of.insert(node, (cost, rule));
            for &rule in side.uses(node) {
                let head = side.head(rule);
                if !cone.get(head as usize).copied().unwrap_or(false) {
                    continue;
                }
                let needs = number(side.needs(rule).len());
                let (count, sum) = missing.entry(rule).or_insert((needs, 1));
                *count -= 1;
                *sum = sum.saturating_add(cost);
                if *count == 0 {
                    open.push(Reverse((*sum, head, Some(rule))));
                }
            }
        }
        costs
    }

    /// Says whether a node is had without a rule.
    fn is_there(&self, node: u32) -> bool {
        match self.side.whose {
            Whose::Owner => self.side.is_given(node) && !self.is_taken(node),
            Whose::Attacker => self.side.is_given(node) || self.is_taken(node),
        }
    }

    fn is_lost(&self, node: u32) -> bool {
        self.side.whose == Whose::Owner && self.is_taken(node)
    }

    fn is_taken(&self, node: u32) -> bool {
        self.taken.get(node as usize).copied().unwrap_or(false)
    }

    fn cost(&self, node: u32) -> Option<u64> {
        self.of.get(&node).map(|(cost, _)| *cost)
    }

    /// Follows the cheapest rules from the target.
    fn first(&self, target: u32) -> Option<Chosen> {
        let mut chosen = Chosen::new();
        let mut open = vec![target];
        while let Some(node) = open.pop() {
            let (_, rule) = *self.of.get(&node)?;
            if chosen.insert(node, rule).is_none() {
                open.extend(rule.iter().flat_map(|&rule| self.side.needs(rule)));
            }
        }
        Some(chosen)
    }
}

/// Marks the nodes that lead to a node, and that node.
fn cone(side: &Side, target: u32) -> Vec<bool> {
    let mut seen = vec![false; side.nodes() as usize];
    let mut open = vec![target];
    while let Some(node) = open.pop() {
        match seen.get_mut(node as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        open.extend(side.into(node).iter().flat_map(|&rule| side.needs(rule)));
    }
    seen
}

/// Is the search for a shorter way: it chooses a rule for one open node after
/// another, and turns back where the way can no longer be shorter than the best.
struct Search<'a> {
    side: &'a Side,
    costs: &'a Costs<'a>,
    best: Chosen,
    tries: u32,
    /// The nodes for which nothing is chosen yet.
    open: Vec<u32>,
}

impl Search<'_> {
    /// Says whether there is one rule only for each step of the best way.
    fn has_no_choice(&self) -> bool {
        let mut nodes = self.best.iter().filter(|(_, rule)| rule.is_some());
        nodes.all(|(&node, _)| self.rules(&Chosen::new(), node).len() == 1)
    }

    /// Goes on with what is chosen; `count` is the number of all nodes so far.
    fn go_on(&mut self, chosen: &mut Chosen, count: usize) {
        if count >= self.best.len() || self.tries == 0 {
            return;
        }
        let Some(node) = self.open.pop() else {
            self.best.clone_from(chosen);
            return;
        };
        if self.costs.is_there(node) {
            chosen.insert(node, None);
            self.go_on(chosen, count);
            chosen.remove(&node);
            self.open.push(node);
            return;
        }
        for (_, _, rule) in self.rules(chosen, node) {
            self.tries = self.tries.saturating_sub(1);
            if self.tries == 0 {
                break;
            }
            if self.needs_itself(chosen, node, rule) {
                continue;
            }
            let open = self.open.clone();
            for &need in self.side.needs(rule) {
                if !chosen.contains_key(&need) && !self.open.contains(&need) {
                    self.open.push(need);
                }
            }
            let count = count + self.open.len() - open.len();
            chosen.insert(node, Some(rule));
            self.go_on(chosen, count);
            chosen.remove(&node);
            self.open = open;
        }
        self.open.push(node);
    }

    /// Returns the rules by which a node can be had, those first that add least.
    fn rules(&self, chosen: &Chosen, node: u32) -> Vec<(usize, u64, u32)> {
        let known = |need: &u32| chosen.contains_key(need) || self.open.contains(need);
        let rules = self.side.into(node).iter().filter_map(|&rule| {
            let needs = self.side.needs(rule);
            let cost = needs
                .iter()
                .try_fold(0_u64, |sum, &need| Some(sum.saturating_add(self.costs.cost(need)?)))?;
            Some((needs.iter().filter(|need| !known(need)).count(), cost, rule))
        });
        let mut rules: Vec<_> = rules.collect();
        rules.sort_unstable();
        rules
    }

    /// Says whether a node would be had, by way of what is chosen, through itself.
    fn needs_itself(&self, chosen: &Chosen, node: u32, rule: u32) -> bool {
        let mut open: Vec<u32> = self.side.needs(rule).to_vec();
        let mut seen = Vec::new();
        while let Some(next) = open.pop() {
            if next == node {
                return true;
            }
            if let Some(Some(rule)) = chosen.get(&next)
                && !seen.contains(&next)
            {
                seen.push(next);
                open.extend(self.side.needs(*rule));
            }
        }
        false
    }
}

/// Puts what was chosen into an order in which it can be gone: what is there first,
/// then what that leads to.
fn in_order(side: &Side, chosen: &Chosen) -> Vec<Step> {
    let mut left = chosen.clone();
    let mut steps: Vec<Step> = Vec::new();
    while !left.is_empty() {
        let has = |need: &u32| chosen.contains_key(need) && !left.contains_key(need);
        let ready: Vec<(u32, Option<u32>)> = left
            .iter()
            .filter(|(_, rule)| rule.is_none_or(|rule| side.needs(rule).iter().all(has)))
            .map(|(&node, &rule)| (node, rule))
            .collect();
        if ready.is_empty() {
            break;
        }
        for (node, rule) in ready {
            left.remove(&node);
            let by = match rule {
                Some(rule) => Gain::Method(side.method(rule)),
                None if side.is_given(node) => Gain::Given,
                None => Gain::Stolen,
            };
            steps.push(Step { node: NodeId(node), by });
        }
    }
    steps
}
