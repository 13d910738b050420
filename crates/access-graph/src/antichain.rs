//! Families of minimal sets up to a size, each kept as a sorted list. Dropping
//! larger sets commutes with both ways of combining families, so that what is
//! kept is exact: every minimal set up to the size, and nothing else. When a
//! cap is met, the size is lowered instead of stopping, down to zero, which
//! costs nothing; each family knows up to which size it is exact.

use std::rc::Rc;

use crate::{Caps, set::Set, solve::Families};

/// Is a family none of whose sets contains another.
#[derive(Clone, Debug)]
pub(crate) struct Antichain {
    /// Sorted by size, then by members.
    sets: Rc<[Set]>,
    /// The size up to which every minimal set is there.
    exact_to: u8,
}

impl Antichain {
    pub(crate) fn sets(&self) -> &[Set] {
        &self.sets
    }

    pub(crate) fn exact_to(&self) -> u8 {
        self.exact_to
    }

    /// Drops the largest sizes of a sorted list until it is short enough.
    fn short_enough(mut sets: Vec<Set>, mut exact_to: u8, most: usize) -> Self {
        while sets.len() > most.max(1) && exact_to > 0 {
            exact_to -= 1;
            sets.truncate(prefix(&sets, exact_to).len());
        }
        Self { sets: sets.into(), exact_to }
    }

    fn up_to(&self, size: u8) -> &[Set] {
        prefix(&self.sets, size)
    }
}

impl PartialEq for Antichain {
    fn eq(&self, other: &Self) -> bool {
        self.exact_to == other.exact_to
            && (Rc::ptr_eq(&self.sets, &other.sets) || self.sets == other.sets)
    }
}

/// Combines families up to one size, within caps.
pub(crate) struct Antichains {
    size: u8,
    /// How many elementary steps may still be taken.
    steps: u64,
    /// How many sets are kept at present.
    kept: usize,
    caps: Caps,
}

impl Antichains {
    /// Starts with families up to a size of at most [`Set::MOST`].
    pub(crate) fn new(size: u8, caps: Caps) -> Self {
        Self { size: size.min(Set::MOST), steps: caps.steps, kept: 0, caps }
    }

    /// Says whether a set of the list is contained in a set of at least that
    /// size.
    fn dominated(&mut self, set: &Set, list: &[Set]) -> bool {
        // A short list is gone through; in a long one, the subsets are sought.
        let cost = if list.len() >> set.size() <= 8 { list.len() / 4 } else { 4 << set.size() };
        self.steps = self.steps.saturating_sub(cost as u64 + 1);
        if list.len() >> set.size() <= 8 {
            list.iter().any(|smaller| smaller.is_within(set))
        } else {
            set.subsets().any(|subset| list.binary_search(&subset).is_ok())
        }
    }

    /// Begins a combination and chooses the size up to which it is made.
    fn begin(&mut self, a: &Antichain, b: &Antichain) -> u8 {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 { 0 } else { a.exact_to.min(b.exact_to) }
    }
}

impl Families for Antichains {
    type Family = Antichain;

    fn none(&mut self) -> Antichain {
        Antichain { sets: Rc::default(), exact_to: self.size }
    }

    fn already(&mut self) -> Antichain {
        Antichain { sets: Rc::new([Set::EMPTY]), exact_to: self.size }
    }

    fn single(&mut self, variable: u32) -> Antichain {
        if self.size == 0 {
            return self.none();
        }
        Antichain { sets: Rc::new([Set::of(variable)]), exact_to: self.size }
    }

    fn either(&mut self, a: &Antichain, b: &Antichain) -> Antichain {
        let size = self.begin(a, b);
        match (a.up_to(size), b.up_to(size)) {
            ([], _) if b.exact_to == size => b.clone(),
            (_, []) if a.exact_to == size => a.clone(),
            (x, y) => {
                let mut sets = Vec::with_capacity(x.len() + y.len());
                // Of two equal sets the first list's stays.
                sets.extend(x.iter().filter(|set| {
                    set.size() == 0 || !self.dominated(set, prefix(y, set.size() - 1))
                }));
                sets.extend(y.iter().filter(|set| !self.dominated(set, prefix(x, set.size()))));
                sets.sort();
                Antichain::short_enough(sets, size, self.caps.sets_per_node)
            }
        }
    }

    fn both(&mut self, a: &Antichain, b: &Antichain) -> Antichain {
        let mut size = self.begin(a, b);
        for (unit, other) in [(a, b), (b, a)] {
            if matches!(*unit.sets, [Set::EMPTY]) && other.exact_to == size {
                return other.clone();
            }
        }
        // A set that contains one of the other family stands in the product as
        // it is, and makes all its other products superfluous.
        let (mut shared, mut from_a, mut from_b) = (Vec::new(), Vec::new(), Vec::new());
        let (x, y) = (a.up_to(size), b.up_to(size));
        for set in x {
            let list =
                if self.dominated(set, prefix(y, set.size())) { &mut shared } else { &mut from_a };
            list.push(*set);
        }
        for set in y {
            let list =
                if self.dominated(set, prefix(x, set.size())) { &mut shared } else { &mut from_b };
            list.push(*set);
        }
        shared.sort();
        shared.dedup();

        let most = self.caps.pairs.min(self.steps);
        let pairs = |size| prefix(&from_a, size).len() as u64 * prefix(&from_b, size).len() as u64;
        while size > 0 && pairs(size) > most {
            size -= 1;
        }
        self.steps = self.steps.saturating_sub(pairs(size));
        let mut products = Vec::new();
        for one in prefix(&from_a, size) {
            for other in prefix(&from_b, size) {
                products.extend(one.joined(other, size));
            }
        }
        products.sort_unstable();
        products.dedup();

        shared.truncate(prefix(&shared, size).len());
        let mut minimal: Vec<Set> = Vec::new();
        for set in products {
            // No product of the same size as an earlier one contains it.
            if !self.dominated(&set, prefix(&shared, set.size()))
                && (set.size() == 0 || !self.dominated(&set, prefix(&minimal, set.size() - 1)))
            {
                minimal.push(set);
            }
        }
        shared.append(&mut minimal);
        shared.sort();
        Antichain::short_enough(shared, size, self.caps.sets_per_node)
    }

    fn keep(&mut self, family: Antichain) -> Antichain {
        let room = self.caps.sets.saturating_sub(self.kept);
        let family = if family.sets.len() > room {
            Antichain::short_enough(family.sets.to_vec(), family.exact_to, room)
        } else {
            family
        };
        self.kept += family.sets.len();
        family
    }

    fn release(&mut self, family: &Antichain) {
        self.kept = self.kept.saturating_sub(family.sets.len());
    }
}

/// Returns the sets of a sorted list up to a size.
fn prefix(sets: &[Set], size: u8) -> &[Set] {
    let end = match sets.last() {
        Some(last) if last.size() > size => sets.partition_point(|set| set.size() <= size),
        _ => sets.len(),
    };
    sets.get(..end).unwrap_or_default()
}
