//! Small sets of variables, kept in place.

/// Is a set of at most [`Set::MOST`] numbers. Sets compare by size first, then
/// by their members in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Set {
    size: u8,
    members: [u32; Self::MOST as usize],
    /// One bit per member, by a hash: a subset has a subset of the bits.
    mask: u64,
}

impl Set {
    /// The largest size.
    pub(crate) const MOST: u8 = 8;

    /// The empty set.
    pub(crate) const EMPTY: Self = Self { size: 0, members: [0; Self::MOST as usize], mask: 0 };

    pub(crate) fn of(member: u32) -> Self {
        let mut set = Self::EMPTY;
        set.push(member);
        set
    }

    pub(crate) fn size(&self) -> u8 {
        self.size
    }

    pub(crate) fn members(&self) -> &[u32] {
        self.members.get(..usize::from(self.size)).unwrap_or_default()
    }

    /// Joins two sets; `None` if the result has more than `most` members.
    pub(crate) fn joined(&self, other: &Self, most: u8) -> Option<Self> {
        if (self.mask | other.mask).count_ones() > u32::from(most) {
            return None;
        }
        let mut joined = Self::EMPTY;
        let (mut a, mut b) = (self.members(), other.members());
        loop {
            let next = match (a.split_first(), b.split_first()) {
                (Some((&x, after_x)), Some((&y, after_y))) => {
                    if x <= y {
                        a = after_x;
                    }
                    if y <= x {
                        b = after_y;
                    }
                    x.min(y)
                }
                (Some((&x, after_x)), None) => {
                    a = after_x;
                    x
                }
                (None, Some((&y, after_y))) => {
                    b = after_y;
                    y
                }
                (None, None) => return Some(joined),
            };
            if joined.size >= most {
                return None;
            }
            joined.push(next);
        }
    }

    /// Says whether every member is in the other set.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        if self.mask & !other.mask != 0 || self.size > other.size {
            return false;
        }
        let mut rest = other.members().iter();
        self.members().iter().all(|member| rest.any(|candidate| candidate == member))
    }

    /// Goes through all subsets, the empty and the whole included.
    pub(crate) fn subsets(&self) -> impl Iterator<Item = Self> + '_ {
        (0..1_u32 << self.size).map(|chosen| {
            let mut subset = Self::EMPTY;
            for (index, &member) in self.members().iter().enumerate() {
                if chosen >> index & 1 == 1 {
                    subset.push(member);
                }
            }
            subset
        })
    }

    /// Appends a member larger than all before; drops it if the set is full.
    fn push(&mut self, member: u32) {
        if let Some(slot) = self.members.get_mut(usize::from(self.size)) {
            *slot = member;
            self.size += 1;
            self.mask |= 1 << (u64::from(member).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(members: &BTreeSet<u32>) -> Set {
        let mut set = Set::EMPTY;
        for &member in members {
            set.push(member);
        }
        set
    }

    proptest! {
        #[test]
        fn behaves_like_a_set(
            a in proptest::collection::btree_set(0_u32..12, 0..=8),
            b in proptest::collection::btree_set(0_u32..12, 0..=8),
            most in 0_u8..=8,
        ) {
            let (x, y) = (set(&a), set(&b));
            let union: BTreeSet<u32> = a.union(&b).copied().collect();
            let want = (union.len() <= usize::from(most)).then(|| set(&union));
            prop_assert_eq!(x.joined(&y, most), want);
            prop_assert_eq!(x.is_within(&y), a.is_subset(&b));
            prop_assert_eq!(x.members(), a.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(x.subsets().count(), 1 << a.len());
            prop_assert!(x.subsets().all(|subset| subset.is_within(&x)));
            prop_assert_eq!(x.cmp(&y), (a.len(), &a).cmp(&(b.len(), &b)));
        }
    }
}
