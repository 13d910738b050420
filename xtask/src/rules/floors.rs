//! Each crate imports from lower floors only.
//!
//! Every crate under `crates/` says its floor under `[package.metadata.secondkey]`.
//! Its tests may stand on lower floors too, and on `testing`. Crates beside the
//! floors (`testing`, `bench`, ...) are imported by none of them otherwise.

use crate::house::{Dependency, House, Kind, Ours};
use crate::report::Report;

/// The crate that only tests may use.
const TESTING: &str = "testing";

/// Checks the floor of every crate, and those of what it depends on.
pub fn check(house: &House) -> Report {
    Report::of("crates", house.storeys(), |one| {
        let Some(floor) = one.floor else {
            return vec![format!(
                "{}/Cargo.toml: says no floor; add `[package.metadata.secondkey]` with \
                 `floor = N` (see ARCHITECTURE.md)",
                one.folder
            )];
        };
        one.dependencies
            .iter()
            .filter_map(|needed| Some((needed, house.crate_named(&needed.package)?)))
            .filter_map(|(needed, lower)| fault(one, floor, needed, lower))
            .collect()
    })
}

fn fault(one: &Ours, floor: u64, needed: &Dependency, lower: &Ours) -> Option<String> {
    let may = match (needed.kind, lower.floor) {
        (Kind::Dev, None) => lower.name == TESTING,
        (_, other) => other.is_some_and(|other| other < floor),
    };
    let stands =
        lower.floor.map_or("stands on no floor".into(), |other| format!("stands on {other}"));
    (!may).then(|| {
        format!(
            "{}/Cargo.toml: `{}` (floor {floor}) imports `{}`, which {stands}; \
             only lower floors may be imported",
            one.folder, one.name, lower.name
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, ours};

    fn faults(one: Ours) -> usize {
        let mut testing = ours("testing", None);
        testing.folder = "testing".into();
        check(&sample::house().with(testing).with(one)).faults.len()
    }

    #[test]
    fn lets_lower_floors_and_testing_in() {
        assert_eq!(faults(ours("top", Some(3)).needing("high", Kind::Build)), 0);
        assert_eq!(faults(ours("side", Some(2)).needing("testing", Kind::Dev)), 0);
    }

    #[test]
    fn keeps_upper_floors_equals_and_strangers_out() {
        assert_eq!(faults(ours("side", Some(2)).needing("high", Kind::Normal)), 1);
        assert_eq!(faults(ours("side", Some(1)).needing("high", Kind::Dev)), 1);
        assert_eq!(faults(ours("side", Some(2)).needing("testing", Kind::Normal)), 1);
        assert_eq!(faults(ours("nowhere", None)), 1);
    }
}
