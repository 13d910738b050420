//! No source file of a crate is longer than five hundred lines.

use crate::house::House;
use crate::report::Report;

/// The most lines that a file under `crates/*/src` may have, tests included.
const MOST: usize = 500;

/// Files that may be longer, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Counts the lines of every source under `crates/`.
pub fn check(house: &House) -> Report {
    judge(house, EXCEPTIONS)
}

fn judge(house: &House, exceptions: &[(&str, &str)]) -> Report {
    let excepted = |path: &str| exceptions.iter().any(|(name, _)| *name == path);
    let stale = exceptions
        .iter()
        .filter(|(name, _)| house.text(name).lines().count() <= MOST)
        .map(|(name, _)| format!("{name}: needs no exception from the length any more"));
    let sources = house.sources().filter(|(path, _)| path.starts_with("crates/"));
    Report::of("files", sources, |(path, text)| {
        let lines = text.lines().count();
        if lines <= MOST || excepted(path) {
            return Vec::new();
        }
        vec![format!("{path}: has {lines} lines, more than {MOST}; give its parts their own files")]
    })
    .and(stale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn counts_lines() {
        let path = "crates/low/src/a.rs";
        let full = sample::house().with_file(path, &"//\n".repeat(MOST));
        assert!(check(&full).faults.is_empty());
        let over = sample::house().with_file(path, &"//\n".repeat(MOST + 1));
        assert_eq!(check(&over).faults.len(), 1);
        let exceptions = &[(path, "a table")];
        assert!(judge(&over, exceptions).faults.is_empty());
        assert_eq!(judge(&full, exceptions).faults.len(), 1, "the exception is stale");
    }
}
