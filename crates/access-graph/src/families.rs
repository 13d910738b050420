//! The minimal sets of many targets up to a size, in one pass over the graph.

use crate::{
    Caps, antichain::Antichains, found::Found, rows::Rows, set::Set, side::Side, solve::solve,
};

/// The largest size that [`up_to`] goes to.
pub(crate) const LARGEST: usize = Set::MOST as usize;

/// Finds every minimal set of each target up to a size of at most [`LARGEST`].
/// `taken_by` has the variables that take each node.
pub(crate) fn up_to(
    side: &Side,
    taken_by: &Rows,
    targets: &[u32],
    size: usize,
    caps: Caps,
) -> Vec<Found> {
    let size = u8::try_from(size).unwrap_or(Set::MOST);
    let mut families = Antichains::new(size, caps);
    solve(side, taken_by, targets, &mut families)
        .iter()
        .map(|family| Found {
            sets: family.sets().iter().map(|set| set.members().to_vec()).collect(),
            exact_to: Some(usize::from(family.exact_to())),
            total: None,
        })
        .collect()
}
