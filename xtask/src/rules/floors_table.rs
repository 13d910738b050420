//! The table of floors in `ARCHITECTURE.md` is true.
//!
//! There is one row for each crate under `crates/`, in any order:
//!
//! ```text
//! | `service` | 4 | the use cases: ... | `storage`, `identity`, `otp` |
//! | `otp` | 1 | one-time codes: ... | - |
//! ```
//!
//! First the package in backticks, then its floor, then words for people, last
//! those of our crates that stand in its `[dependencies]` or
//! `[build-dependencies]`, in any order, or `-`. Rows of other tables are told
//! apart by their second cell, which is no number.

use std::collections::BTreeSet;

use crate::house::{House, Ours};
use crate::markdown::named_rows;
use crate::report::Report;

const PAGE: &str = "ARCHITECTURE.md";

/// Compares the rows with the manifests, both ways.
pub fn check(house: &House) -> Report {
    let rows: Vec<(&str, u64, &str)> = named_rows(house.text(PAGE))
        .filter_map(|(name, cells)| match cells.as_slice() {
            [floor, _, imports] => Some((name, floor.parse().ok()?, *imports)),
            _ => None,
        })
        .collect();
    let strangers = rows
        .iter()
        .filter(|(name, ..)| !house.storeys().any(|one| one.name == *name))
        .map(|(name, ..)| format!("{PAGE}: there is no crate `{name}` under crates/"));
    Report::of("crates", house.storeys(), |one| {
        let mut mine = rows.iter().filter(|(name, ..)| *name == one.name);
        match (mine.next(), mine.next()) {
            (Some((_, floor, imports)), None) => compare(house, one, *floor, imports),
            (None, _) => vec![format!("{PAGE}: lacks this row: {}", row(house, one))],
            (Some(_), Some(_)) => vec![format!("{PAGE}: two rows for `{}`", one.name)],
        }
    })
    .and(strangers)
}

fn compare(house: &House, one: &Ours, floor: u64, imports: &str) -> Vec<String> {
    let drawn: BTreeSet<&str> =
        imports.split(',').map(|name| name.trim().trim_matches('`')).collect();
    let drawn = if imports == "-" { BTreeSet::new() } else { drawn };
    if one.floor == Some(floor) && drawn == our_imports(house, one) {
        return Vec::new();
    }
    vec![format!("{PAGE}: `{}` is drawn wrongly, it is: {}", one.name, row(house, one))]
}

fn our_imports<'a>(house: &House, one: &'a Ours) -> BTreeSet<&'a str> {
    one.imports()
        .map(|needed| needed.package.as_str())
        .filter(|name| house.crate_named(name).is_some())
        .collect()
}

/// Returns the row as it should be.
fn row(house: &House, one: &Ours) -> String {
    let names: Vec<String> =
        our_imports(house, one).into_iter().map(|name| format!("`{name}`")).collect();
    let imports = if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    let floor = one.floor.map_or_else(|| "?".to_owned(), |floor| floor.to_string());
    format!("| `{}` | {floor} | ... | {imports} |", one.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn faults(rows: &str) -> Vec<String> {
        check(&sample::house().with_file(PAGE, rows)).faults
    }

    #[test]
    fn takes_the_true_table() {
        assert!(check(&sample::house()).faults.is_empty());
        let other_table = "| `x` | reads | y |\n";
        let rows = "| `high` | 2 | x | `low` |\n| `low` | 1 | x | - |\n";
        assert!(faults(&format!("{rows}{other_table}")).is_empty());
    }

    #[test]
    fn finds_every_difference() {
        let low = "| `low` | 1 | x | - |\n";
        for (rows, want) in [
            (low.to_owned(), "lacks this row: | `high` | 2 | ... | `low` |"),
            (format!("{low}| `high` | 3 | x | `low` |"), "`high` is drawn wrongly"),
            (format!("{low}| `high` | 2 | x | - |"), "`high` is drawn wrongly"),
            (format!("{low}| `high` | 2 | x | `low`, `otp` |"), "`high` is drawn wrongly"),
            (format!("{low}{low}| `high` | 2 | x | `low` |"), "two rows for `low`"),
            (format!("{low}| `high` | 2 | x | `low` |\n| `old` | 2 | x | - |"), "no crate `old`"),
        ] {
            let faults = faults(&rows);
            assert!(faults.len() == 1 && faults[0].contains(want), "{rows}: {faults:?}");
        }
    }
}
