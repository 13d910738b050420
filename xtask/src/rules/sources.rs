//! Every foreign crate comes from crates.io: none from git, none from a folder.

use crate::house::House;
use crate::report::Report;

/// How Cargo names crates.io in metadata and lock file.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks where each foreign crate is taken from.
pub fn check(house: &House) -> Report {
    Report::of("foreign crates", &house.foreign, |one| match one.source.as_deref() {
        Some(REGISTRY) => Vec::new(),
        other => vec![format!(
            "{} {}: comes from {}, not from crates.io",
            one.name,
            one.version,
            other.unwrap_or("a folder outside of the workspace")
        )],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, foreign};

    #[test]
    fn takes_only_crates_io() {
        assert!(check(&sample::house()).faults.is_empty());
        for source in
            [None, Some("git+https://example.org/a?rev=1#1"), Some("registry+https://b.c")]
        {
            let mut odd = foreign("odd", "1.0.0", "MIT");
            odd.source = source.map(str::to_owned);
            assert_eq!(check(&sample::house().with_foreign(odd)).faults.len(), 1, "{source:?}");
        }
    }
}
