//! The lints of the workspace hold in every crate, and nobody switches one off.
//!
//! An exception is an `#[expect(..., reason = "...")]`, which is gone when it is
//! not needed any more; `#[allow]` would stay.

use crate::house::House;
use crate::report::Report;
use crate::syntax::parts;

/// Checks the manifest of each crate, and each Rust file for `#[allow`.
pub fn check(house: &House) -> Report {
    let uninherited = house.ours.iter().filter_map(|one| {
        let path = format!("{}/Cargo.toml", one.folder);
        let manifest: toml::Table = house.text(&path).parse().unwrap_or_default();
        let inherits = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"))
            .and_then(toml::Value::as_bool);
        (inherits != Some(true)).then(|| format!("{path}: add `[lints]` with `workspace = true`"))
    });
    Report::of("files", house.files_ending(".rs"), |(path, text)| {
        let code = parts(text).code;
        let switched_off = |line: &str| {
            let dense: String = line.split_whitespace().collect();
            dense.contains("#[allow(") || dense.contains("#![allow(")
        };
        code.lines()
            .zip(1..)
            .filter(|(line, _)| switched_off(line))
            .map(|(_, number)| {
                format!("{path}:{number}: use `#[expect(..., reason = \"...\")]` for `#[allow]`")
            })
            .collect()
    })
    .and(uninherited)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn finds_lints_switched_off() {
        let path = "crates/low/src/a.rs";
        let good = "//! No `#[allow(x)]`.\n#[expect(x, reason = \"#[allow(x)]\")]\n";
        assert!(check(&sample::house().with_file(path, good)).faults.is_empty());
        for bad in ["#[allow(x)]\nfn a() {}\n", "#![ allow( x ) ]\n"] {
            assert_eq!(check(&sample::house().with_file(path, bad)).faults.len(), 1, "{bad}");
        }
    }

    #[test]
    fn finds_a_crate_without_them() {
        let house = sample::house().with_file("crates/low/Cargo.toml", "[dependencies]\n");
        assert_eq!(
            check(&house).faults,
            ["crates/low/Cargo.toml: add `[lints]` with `workspace = true`"]
        );
    }
}
