//! Every source file opens with `//!`: what is here, and what deliberately is not.

use crate::house::House;
use crate::report::Report;

/// Checks the first line of every `.rs` under a `src/`.
pub fn check(house: &House) -> Report {
    Report::of("files", house.sources(), |(path, text)| {
        if text.trim_start().starts_with("//!") {
            return Vec::new();
        }
        vec![format!("{path}:1: opens without `//!`; say what is here and what is not")]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn asks_for_opening_words() {
        let house = sample::house();
        assert!(check(&house).faults.is_empty());
        let house = house.with_file("crates/low/src/a/b.rs", "/// A use.\nuse x;\n");
        assert_eq!(check(&house).faults.len(), 1);
    }
}
