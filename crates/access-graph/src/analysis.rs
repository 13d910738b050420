//! Finds, checks and cuts the minimal sets of every target: which search is
//! used for which sizes, and what is shown of its result.

use crate::{
    Caps, Graph, NodeId, Sizes,
    checker::{Checker, Cone},
    closure::reached,
    complete,
    families::{LARGEST, up_to},
    found::Found,
    side::{Side, Whose},
    variables::Variables,
};

/// Says how a lock-out (or a break-in) stands, apart from which sets bring it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is so today, without any loss or theft.
    Already,
    /// Some losses, or thefts, bring it about.
    Possible,
    /// All losses, or thefts, that are considered do not bring it about.
    Impossible,
}

/// Is what was found on one side for one target.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) state: State,
    pub(crate) found: Found,
    /// Whether a cap left something out.
    pub(crate) truncated: bool,
}

/// Is what was found for one target.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    pub(crate) target: NodeId,
    pub(crate) lockout: Answer,
    pub(crate) theft: Answer,
}

/// Analyses all targets of a graph. `variables` makes the things that can
/// happen on a side.
pub(crate) fn analyse(
    graph: &Graph,
    variables: fn(&Graph, Whose) -> Variables,
    sizes: Sizes,
    caps: Caps,
) -> Vec<Answers> {
    let targets: Vec<u32> = graph.targets().iter().map(|target| target.0).collect();
    let owner_variables = variables(graph, Whose::Owner);
    let attacker_variables = variables(graph, Whose::Attacker);
    let mut owner = Search::new(&graph.owner, &owner_variables, &targets, caps);
    let mut attacker = Search::new(&graph.attacker, &attacker_variables, &targets, caps);
    match sizes {
        Sizes::UpTo(size) if size <= LARGEST => {
            owner.up_to(size, |_| true);
            attacker.up_to(size, |_| true);
        }
        Sizes::UpTo(size) => {
            owner.all(Some(size));
            attacker.all(Some(size));
        }
        Sizes::All => {
            owner.all(None);
            attacker.all(None);
        }
        Sizes::Adaptive => {
            owner.up_to(3, |_| true);
            attacker.up_to(3, |_| true);
            let open: Vec<bool> = (0..targets.len())
                .map(|index| owner.needs_more(index) || attacker.needs_more(index))
                .collect();
            let more = |index: usize| open.get(index).copied().unwrap_or(false);
            owner.up_to(5, more);
            attacker.up_to(5, more);
        }
    }
    owner.check();
    attacker.check();
    let pairs = owner.answers.into_iter().zip(attacker.answers);
    let answers = graph.targets().iter().zip(pairs);
    answers.map(|(&target, (lockout, theft))| Answers { target, lockout, theft }).collect()
}

/// Finds the minimal sets of nodes up to a small size, on one side, of every
/// target.
pub(crate) fn one_side(graph: &Graph, whose: Whose, size: usize, caps: Caps) -> Vec<Answer> {
    let targets: Vec<u32> = graph.targets().iter().map(|target| target.0).collect();
    let variables = Variables::nodes(graph, whose);
    let mut search = Search::new(graph.side(whose), &variables, &targets, caps);
    search.up_to(size.min(LARGEST), |_| true);
    search.check();
    search.answers
}

/// Finds the minimal sets of nodes up to a small size, on one side, of some
/// targets. They are not confirmed; `compare` does that.
pub(crate) fn searched(
    graph: &Graph,
    whose: Whose,
    size: usize,
    caps: Caps,
    targets: &[NodeId],
) -> Vec<Answer> {
    let targets: Vec<u32> = targets.iter().map(|target| target.0).collect();
    let variables = Variables::nodes(graph, whose);
    let mut search = Search::new(graph.side(whose), &variables, &targets, caps);
    search.up_to(size.min(LARGEST), |_| true);
    search.answers
}

/// Is the search on one side.
struct Search<'a> {
    side: &'a Side,
    variables: &'a Variables,
    targets: &'a [u32],
    answers: Vec<Answer>,
    caps: Caps,
}

impl<'a> Search<'a> {
    /// Starts with what two closures tell: how things stand when nothing is
    /// taken, and when everything is.
    fn new(side: &'a Side, variables: &'a Variables, targets: &'a [u32], caps: Caps) -> Self {
        let everything: Vec<NodeId> = (0..variables.takes.len())
            .flat_map(|variable| variables.takes.row(variable))
            .map(|&node| NodeId(node))
            .collect();
        let (today, at_worst) = (reached(side, &[]), reached(side, &everything));
        let bad = |has: &[bool], target: u32| {
            let has = has.get(target as usize).copied().unwrap_or(false);
            has == (side.whose == Whose::Attacker)
        };
        let answers = targets
            .iter()
            .map(|&target| {
                let state = match (bad(&today, target), bad(&at_worst, target)) {
                    (true, _) => State::Already,
                    (false, true) => State::Possible,
                    (false, false) => State::Impossible,
                };
                let sets = if state == State::Already { vec![Vec::new()] } else { Vec::new() };
                let total = (state != State::Possible).then_some(sets.len() as u64);
                Answer { state, found: Found { sets, exact_to: None, total }, truncated: false }
            })
            .collect();
        Self { side, variables, targets, answers, caps }
    }

    /// Says whether a set exists although none was found.
    fn needs_more(&self, index: usize) -> bool {
        self.answers.get(index).is_some_and(|answer| {
            answer.state == State::Possible && answer.found.sets.is_empty() && !answer.truncated
        })
    }

    /// Looks for the sets up to a size of those targets, by their index, whose
    /// state does not settle the matter. Where that takes too much, goes up
    /// size by size instead, each with a budget of its own, until one is too
    /// much, too.
    fn up_to(&mut self, size: usize, wanted: impl Fn(usize) -> bool) {
        let chosen: Vec<usize> = (0..self.targets.len()).filter(|&index| wanted(index)).collect();
        self.try_up_to(size, size, chosen.clone());
        for step in 1..size {
            let cut = chosen.iter().copied().filter(|&index| {
                self.answers.get(index).is_some_and(|answer| {
                    answer.truncated && answer.found.exact_to.is_some_and(|to| to + 1 == step)
                })
            });
            self.try_up_to(step, size, cut.collect());
        }
    }

    /// Looks for the sets up to one size when another was asked for, and keeps
    /// what tells more than before.
    fn try_up_to(&mut self, size: usize, asked: usize, mut chosen: Vec<usize>) {
        let possible = |answer: &Answer| answer.state == State::Possible;
        chosen.retain(|&index| self.answers.get(index).is_some_and(possible));
        if chosen.is_empty() {
            return;
        }
        let targets: Vec<u32> =
            chosen.iter().filter_map(|&index| self.targets.get(index)).copied().collect();
        let found = up_to(self.side, &self.variables.taken_by, &targets, size, self.caps);
        for (index, found) in chosen.into_iter().zip(found) {
            if let Some(answer) = self.answers.get_mut(index)
                && (size == asked || found.exact_to > answer.found.exact_to)
            {
                answer.truncated = found.exact_to.is_none_or(|to| to < asked);
                answer.found = found;
            }
        }
    }

    /// Looks for all sets, or all up to a size beyond what [`up_to`] does;
    /// where that takes too much, for those that `up_to` does.
    fn all(&mut self, size: Option<usize>) {
        let mut left = self.caps.diagram_steps;
        let mut seen = vec![false; self.side.nodes() as usize];
        let mut failed = vec![false; self.targets.len()];
        let each = self.targets.iter().zip(&mut self.answers).zip(&mut failed);
        for ((&target, answer), failed) in each {
            if answer.state != State::Possible {
                continue;
            }
            let cone = Cone::new(self.side, self.variables, target, &mut seen);
            left = left.saturating_sub(cone.cost() / 8);
            let caps = Caps { diagram_steps: left, ..self.caps };
            let (found, steps) = complete::all(&cone, caps);
            left -= steps;
            let Some(mut found) = found else {
                *failed = true;
                continue;
            };
            answer.truncated = found.exact_to.is_some();
            if let Some(size) = size {
                found.sets.retain(|set| set.len() <= size);
                answer.truncated = found.exact_to.is_some_and(|to| to < size);
                found.exact_to = Some(found.exact_to.map_or(size, |to| to.min(size)));
            }
            answer.found = found;
        }
        self.up_to(LARGEST, |index| failed.get(index).copied().unwrap_or(false));
        for (answer, _) in self.answers.iter_mut().zip(&failed).filter(|(_, failed)| **failed) {
            answer.truncated = true;
        }
    }

    /// Cuts lists that are too long, and lets nothing through that the closure
    /// does not confirm.
    fn check(&mut self) {
        let mut left = self.caps.check_steps;
        let mut seen = vec![false; self.side.nodes() as usize];
        for (&target, answer) in self.targets.iter().zip(&mut self.answers) {
            let found = &mut answer.found;
            if answer.state != State::Possible || found.sets.is_empty() {
                continue;
            }
            answer.truncated |= found.sets.len() > self.caps.listed;
            found.cut(self.caps.listed);
            let cone = Cone::new(self.side, self.variables, target, &mut seen);
            let mut checker = Checker::new(&cone, self.variables);
            let cost = cone.cost();
            let refused = found.sets.iter().position(|set| {
                let price = cost.saturating_mul(set.len() as u64 + 1);
                let paid = left >= price;
                left = left.saturating_sub(price);
                !paid || !checker.is_minimal(set)
            });
            if let Some(index) = refused {
                answer.truncated = true;
                found.cut(index);
            }
        }
    }
}
