//! No unsafe code, in any Rust file, tests and tools included.
//!
//! The compiler forbids it where the workspace's lints hold; this rule also
//! reaches files outside of the workspace, and macros that nobody has called yet.

use crate::house::House;
use crate::report::Report;
use crate::syntax::{lines_with_word, parts};

/// Looks for the keyword in the code of every Rust file.
pub fn check(house: &House) -> Report {
    Report::of("files", house.files_ending(".rs"), |(path, text)| {
        lines_with_word(&parts(text).code, "unsafe")
            .into_iter()
            .map(|number| format!("{path}:{number}: unsafe code; find a safe way"))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn finds_the_keyword_in_code_only() {
        let path = "bench/benches/a.rs";
        let good = "// unsafe\nlet a = \"unsafe\"; // unsafe_code\n";
        assert!(check(&sample::house().with_file(path, good)).faults.is_empty());
        let bad = sample::house().with_file(path, "fn a() {\n    unsafe { b() }\n}\n");
        assert_eq!(check(&bad).faults, ["bench/benches/a.rs:2: unsafe code; find a safe way"]);
    }
}
