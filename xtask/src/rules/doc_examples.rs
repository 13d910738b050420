//! Documentation has no code that rustdoc would run: what is shown by running is shown
//! by a test.
//!
//! Such an example costs a program of its own in every run of the tests, which starts a
//! compiler for each crate to look for them. With none, nobody has to look.

use crate::house::House;
use crate::report::Report;
use crate::syntax::parts;

/// Looks at the documentation in every Rust file.
pub fn check(house: &House) -> Report {
    Report::of("files", house.files_ending(".rs"), |(path, text)| {
        let mut faults: Vec<_> = examples(text)
            .into_iter()
            .map(|number| format!("{path}:{number}: make it a test, or open it with ```text"))
            .collect();
        let code = parts(text).code;
        faults.extend(code.lines().zip(1..).filter(|(line, _)| is_odd(line)).map(|(_, number)| {
            format!("{path}:{number}: write documentation as comments with /// or //!")
        }));
        faults
    })
}

/// Says whether a line of code documents something by an attribute.
fn is_odd(line: &str) -> bool {
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    line.contains("[doc=")
}

/// Returns the lines in which something begins that rustdoc takes for an example: a
/// fence that does not say `text`, or four spaces.
fn examples(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim_start();
        if line.starts_with("/**") && !line.starts_with("/**/") {
            found.push(number);
            continue;
        }
        let Some(said) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            fenced = false;
            continue;
        };
        let fence = ["```", "~~~"].iter().find_map(|fence| said.trim_start().strip_prefix(fence));
        match fence {
            Some(_) if fenced => fenced = false,
            Some(language) => {
                fenced = true;
                if language.trim() != "text" {
                    found.push(number);
                }
            }
            None if !fenced && said.starts_with("     ") => found.push(number),
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn faults(text: &str) -> Vec<String> {
        check(&sample::house().with_file("crates/low/src/a.rs", text)).faults
    }

    #[test]
    fn finds_what_rustdoc_would_run() {
        let good =
            "//! A.\n//! ```text\n//!      a -> b\n//! ```\n/// Of `b`:\n///\n/// * c\n///   d\n";
        assert!(faults(good).is_empty(), "{:?}", faults(good));
        for (bad, line) in [
            ("//! A.\n/// ```\n/// a();\n/// ```\nfn a() {}\n", 2),
            ("//! A.\n/// ~~~rust\n/// a();\n/// ~~~\nfn a() {}\n", 2),
            ("//! A.\n/// ```text\n/// a\n/// ```\n/// ```no_run\n/// ```\nfn a() {}\n", 5),
            ("//! A.\n///\n///     a();\nfn a() {}\n", 3),
            ("//! A.\n/** a */\nfn a() {}\n", 2),
            ("//! A.\n#[doc = include_str!(\"a.md\")]\nfn a() {}\n", 2),
        ] {
            let faults = faults(bad);
            assert_eq!(faults.len(), 1, "{bad}: {faults:?}");
            assert!(faults[0].starts_with(&format!("crates/low/src/a.rs:{line}: ")), "{faults:?}");
        }
    }
}
