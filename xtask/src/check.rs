//! The list of rules, and one run over all of them.

use std::fmt::Write as _;

use crate::house::House;
use crate::report::Report;
use crate::rules;

/// Looks at the house under one aspect.
type Rule = fn(&House) -> Report;

/// Holds every rule, under the name that the output gives it.
const RULES: &[(&str, Rule)] = &[
    ("floors", rules::floors::check),
    ("floors table", rules::floors_table::check),
    ("opening docs", rules::opening_docs::check),
    ("doc examples", rules::doc_examples::check),
    ("file length", rules::file_length::check),
    ("mod files", rules::mod_files::check),
    ("lints", rules::lints::check),
    ("no unsafe", rules::no_unsafe::check),
    ("sql placeholders", rules::placeholders::check),
    ("machine paths", rules::machine_paths::check),
    ("links", rules::links::check),
    ("sources", rules::sources::check),
    ("licences", rules::licences::check),
    ("generations", rules::generations::check),
    ("dependencies", rules::dependencies::check),
];

/// Applies every rule; returns what to print and whether none was broken.
pub fn check(house: &House) -> (String, bool) {
    let mut text = String::new();
    let mut faults = 0;
    for (name, rule) in RULES {
        let report = rule(house);
        let mark = if report.faults.is_empty() { "ok  " } else { "FAIL" };
        let _ = writeln!(text, "{mark} {name:<17} {}", report.seen);
        for fault in &report.faults {
            let _ = writeln!(text, "       {fault}");
        }
        faults += report.faults.len();
    }
    let _ = writeln!(text, "{} rules, {faults} faults", RULES.len());
    (text, faults == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn says_what_was_seen_and_what_is_wrong() {
        let (text, good) = check(&sample::house());
        assert!(good, "{text}");
        assert!(text.contains("ok   floors            2 crates"), "{text}");

        let (text, good) = check(&sample::house().with_file("crates/low/src/x.rs", "fn x() {}\n"));
        assert!(!good);
        assert!(text.contains("FAIL opening docs"), "{text}");
        assert!(text.ends_with(" rules, 1 faults\n"), "{text}");
    }
}
