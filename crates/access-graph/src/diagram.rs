//! Families of minimal sets of any size as zero-suppressed decision diagrams
//! (Minato 1993), for complete enumeration. Operations keep their own stack of
//! what is still to be computed, so that many variables need no deep recursion;
//! past a cap a family becomes unknown instead of growing.

use std::collections::HashMap;

use crate::{Caps, rows::number, solve::Families};

/// Is a family: the number of a diagram node, or one of three constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Family(u32);

impl Family {
    /// Has no set.
    pub(crate) const NONE: Self = Self(0);
    /// Has the empty set alone.
    pub(crate) const ALREADY: Self = Self(1);
    /// Could not be computed within the caps.
    pub(crate) const UNKNOWN: Self = Self(u32::MAX);
}

/// Is a family split by its first variable: the sets without it, and the rest
/// of the sets with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Split {
    /// The place of the variable in the order of the diagram.
    pub(crate) rank: u32,
    pub(crate) without: Family,
    pub(crate) with: Family,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operation {
    /// The sets of either, minimal ones only.
    Either,
    /// The unions of one set of each, minimal ones only.
    Both,
    /// The sets of the first that contain none of the second.
    Beyond,
}

/// Is an operation on two families that has still to be done.
type Task = (Operation, Family, Family);

/// Holds diagrams that share their nodes.
pub(crate) struct Diagrams {
    splits: Vec<Split>,
    known: HashMap<Split, Family>,
    done: HashMap<Task, Family>,
    /// The variables by rank, which is the order of their first use.
    variables: Vec<u32>,
    ranks: HashMap<u32, u32>,
    caps: Caps,
    steps: u64,
}

impl Diagrams {
    pub(crate) fn new(caps: Caps) -> Self {
        Self {
            splits: Vec::new(),
            known: HashMap::new(),
            done: HashMap::new(),
            variables: Vec::new(),
            ranks: HashMap::new(),
            steps: caps.diagram_steps,
            caps,
        }
    }

    /// Returns how many steps are left.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// Returns the nodes in an order in which parts stand before wholes; the
    /// first is that of number 2.
    pub(crate) fn splits(&self) -> &[Split] {
        &self.splits
    }

    /// Splits a family; `None` for the constants.
    pub(crate) fn split(&self, family: Family) -> Option<Split> {
        self.splits.get((family.0 as usize).checked_sub(2)?).copied()
    }

    /// Returns the variable of a rank.
    pub(crate) fn variable(&self, rank: u32) -> u32 {
        self.variables.get(rank as usize).copied().unwrap_or(u32::MAX)
    }

    /// Returns a family's place in a list that starts with the two constants
    /// and goes on with [`Self::splits`].
    pub(crate) fn place(family: Family) -> usize {
        family.0 as usize
    }

    fn node(&mut self, split: Split) -> Family {
        if split.with == Family::NONE {
            return split.without;
        }
        if let Some(&family) = self.known.get(&split) {
            return family;
        }
        self.splits.push(split);
        let family = Family(number(self.splits.len()) + 1);
        self.known.insert(split, family);
        family
    }

    /// Does an operation with all that it needs, or gives up at a cap.
    fn run(&mut self, operation: Operation, a: Family, b: Family) -> Family {
        if self.done.len() > self.caps.diagram_nodes {
            self.done = HashMap::new();
        }
        let first = match self.look(operation, a, b) {
            Ok(family) => return family,
            Err(task) => task,
        };
        let mut stack = vec![first];
        let mut last = Family::UNKNOWN;
        while let Some(&task) = stack.last() {
            self.steps = self.steps.saturating_sub(1);
            if self.steps == 0
                || self.splits.len() > self.caps.diagram_nodes
                || self.done.len() > 4 * self.caps.diagram_nodes
            {
                return Family::UNKNOWN;
            }
            match self.step(task) {
                Ok(family) => {
                    self.done.insert(task, family);
                    last = family;
                    stack.pop();
                }
                Err(before) => stack.push(before),
            }
        }
        last
    }

    /// Returns the result of an operation that is trivial or already done, or
    /// else the task that would bring it.
    fn look(&self, operation: Operation, a: Family, b: Family) -> Result<Family, Task> {
        use Operation::{Beyond, Both, Either};
        const NONE: Family = Family::NONE;
        const ALREADY: Family = Family::ALREADY;
        let (a, b) = match operation {
            Either | Both if a > b => (b, a),
            _ => (a, b),
        };
        match (operation, a, b) {
            (Either | Both, a, b) if a == b => return Ok(a),
            (Beyond, a, b) if a == b => return Ok(NONE),
            (Either, NONE, b) | (Both, ALREADY, b) => return Ok(b),
            (Both | Beyond, NONE, _) | (Beyond, _, ALREADY) => return Ok(NONE),
            (Beyond, a, NONE) => return Ok(a),
            (Either | Beyond, ALREADY, _) => return Ok(ALREADY),
            _ => {}
        }
        let task = (operation, a, b);
        self.done.get(&task).copied().ok_or(task)
    }

    /// Does one operation on two families that are not constants, if all that
    /// it needs is done; or else returns what must be done first.
    fn step(&mut self, (operation, a, b): Task) -> Result<Family, Task> {
        use Operation::{Beyond, Both, Either};
        let (Some(x), Some(y)) = (self.split(a), self.split(b)) else {
            return Ok(Family::UNKNOWN);
        };
        let rank = x.rank.min(y.rank);
        let part = |split: Split, whole| {
            if split.rank == rank { (split.without, split.with) } else { (whole, Family::NONE) }
        };
        let ((a0, a1), (b0, b1)) = (part(x, a), part(y, b));
        let (without, with) = match operation {
            Either => (self.look(Either, a0, b0)?, self.look(Either, a1, b1)?),
            Both => {
                let rest = self.look(Either, b0, b1)?;
                let one = self.look(Both, a1, rest)?;
                let other = self.look(Both, a0, b1)?;
                (self.look(Both, a0, b0)?, self.look(Either, one, other)?)
            }
            Beyond => {
                let with = self.look(Beyond, a1, b0)?;
                let with = self.look(Beyond, with, b1)?;
                let without = self.look(Beyond, a0, b0)?;
                return Ok(self.node(Split { rank, without, with }));
            }
        };
        let with = self.look(Beyond, with, without)?;
        Ok(self.node(Split { rank, without, with }))
    }
}

impl Families for Diagrams {
    type Family = Family;

    fn none(&mut self) -> Family {
        Family::NONE
    }

    fn already(&mut self) -> Family {
        Family::ALREADY
    }

    fn single(&mut self, variable: u32) -> Family {
        let next = number(self.variables.len());
        let rank = *self.ranks.entry(variable).or_insert(next);
        if rank == next {
            self.variables.push(variable);
        }
        self.node(Split { rank, without: Family::NONE, with: Family::ALREADY })
    }

    fn either(&mut self, a: &Family, b: &Family) -> Family {
        match (*a, *b) {
            (Family::ALREADY, _) | (_, Family::ALREADY) => Family::ALREADY,
            (Family::UNKNOWN, _) | (_, Family::UNKNOWN) => Family::UNKNOWN,
            (a, b) => self.run(Operation::Either, a, b),
        }
    }

    fn both(&mut self, a: &Family, b: &Family) -> Family {
        match (*a, *b) {
            (Family::NONE, _) | (_, Family::NONE) => Family::NONE,
            (Family::UNKNOWN, _) | (_, Family::UNKNOWN) => Family::UNKNOWN,
            (a, b) => self.run(Operation::Both, a, b),
        }
    }
}
