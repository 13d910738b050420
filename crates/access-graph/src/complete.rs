//! All minimal sets of one target, of any size: counted, and listed smallest
//! first as far as the caps allow.

use crate::{
    Caps,
    checker::Cone,
    diagram::{Diagrams, Family},
    found::Found,
    solve::solve,
};

/// Set sizes are kept as bits; larger ones than this share the last bit and are
/// counted but not listed.
const LARGEST: usize = 127;

/// Finds all minimal sets of a cone's target, and says how many steps that
/// took. `None` when a cap was met before their number was known.
pub(crate) fn all(cone: &Cone, caps: Caps) -> (Option<Found>, u64) {
    let mut diagrams = Diagrams::new(caps);
    let families = solve(cone.side(), cone.taken_by(), &[cone.target()], &mut diagrams);
    let steps = caps.diagram_steps - diagrams.steps();
    match families.first() {
        Some(&family) if family != Family::UNKNOWN => (Some(list(&diagrams, family, caps)), steps),
        _ => (None, steps),
    }
}

fn list(diagrams: &Diagrams, family: Family, caps: Caps) -> Found {
    let sizes = sizes(diagrams);
    let total = count(diagrams, family);
    let of = |family: Family| sizes.get(Diagrams::place(family)).copied().unwrap_or(0);
    let mut found = Found { total: Some(total), ..Found::default() };
    for size in (0..LARGEST).filter(|size| of(family) >> size & 1 == 1) {
        let room = caps.listed - found.sets.len();
        let mut sets = Vec::new();
        // Each entry: the sets of a family with so many members, after the
        // first so many of the current path, and then one more.
        let mut path: Vec<u32> = Vec::new();
        let mut open = vec![(family, size, 0, None)];
        while let Some((family, size, depth, more)) = open.pop() {
            path.truncate(depth);
            path.extend(more);
            if family == Family::ALREADY {
                if sets.len() == room {
                    found.exact_to = Some(path.len().saturating_sub(1));
                    break;
                }
                let mut set = path.clone();
                set.sort_unstable();
                sets.push(set);
            }
            let Some(split) = diagrams.split(family) else { continue };
            if of(split.without) >> size & 1 == 1 {
                open.push((split.without, size, path.len(), None));
            }
            if size > 0 && of(split.with) >> (size - 1) & 1 == 1 {
                let variable = diagrams.variable(split.rank);
                open.push((split.with, size - 1, path.len(), Some(variable)));
            }
        }
        sets.sort_unstable();
        found.sets.append(&mut sets);
        if found.exact_to.is_some() {
            return found;
        }
    }
    if of(family) >> LARGEST & 1 == 1 {
        found.exact_to = Some(LARGEST - 1);
    }
    found
}

/// Computes which sizes the sets of each family have, as bits.
fn sizes(diagrams: &Diagrams) -> Vec<u128> {
    let mut sizes: Vec<u128> = vec![0, 1];
    let of = |sizes: &[u128], family| sizes.get(Diagrams::place(family)).copied().unwrap_or(0);
    for split in diagrams.splits() {
        let with = of(&sizes, split.with);
        let larger = (with << 1) | (with & (1 << LARGEST));
        sizes.push(of(&sizes, split.without) | larger);
    }
    sizes
}

/// Counts the sets of a family; more than a `u64` holds count as the most.
fn count(diagrams: &Diagrams, family: Family) -> u64 {
    let mut counts: Vec<u64> = vec![0, 1];
    let of = |counts: &[u64], family| counts.get(Diagrams::place(family)).copied().unwrap_or(0);
    for split in diagrams.splits() {
        let sum = of(&counts, split.without).saturating_add(of(&counts, split.with));
        counts.push(sum);
    }
    of(&counts, family)
}
