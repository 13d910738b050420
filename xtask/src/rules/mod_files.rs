//! A `mod.rs` is a table of contents: a paragraph, `mod`, `use` and `pub use`.

use crate::house::House;
use crate::report::Report;
use crate::syntax::parts;

/// Checks every `mod.rs` among the sources.
pub fn check(house: &House) -> Report {
    let contents = house.sources().filter(|(path, _)| path.ends_with("/mod.rs"));
    Report::of("files", contents, |(path, text)| {
        let code = parts(text).code;
        let logic = code.split(';').find(|item| !is_listing(item));
        logic
            .map(|item| {
                let words: Vec<&str> = item.split_whitespace().take(6).collect();
                format!(
                    "{path}: holds more than docs, `mod` and `use`: `{} ...`; \
                     give it a file of its own",
                    words.join(" ")
                )
            })
            .into_iter()
            .collect()
    })
}

/// Says whether an item, without its semicolon, only lists modules or names.
fn is_listing(item: &str) -> bool {
    let mut rest = item.trim();
    while let Some(attribute) = rest.strip_prefix('#') {
        rest = past(attribute, '[', ']').trim_start();
    }
    if let Some(public) = rest.strip_prefix("pub") {
        rest = public.trim_start();
        if rest.starts_with('(') {
            rest = past(rest, '(', ')').trim_start();
        }
    }
    rest.is_empty() || rest.starts_with("use ") || (rest.starts_with("mod ") && !rest.contains('{'))
}

/// Returns what follows the first pair of brackets.
fn past(text: &str, open: char, close: char) -> &str {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return text.get(at + c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn faults(text: &str) -> usize {
        check(&sample::house().with_file("crates/low/src/a/mod.rs", text)).faults.len()
    }

    #[test]
    fn takes_a_table_of_contents() {
        assert_eq!(faults("//! A.\n\nmod b; // c\npub(crate) mod d;\n"), 0);
        assert_eq!(faults("//! A.\n#[cfg(any(unix, test))]\nmod b;\npub use b::{\n  C,\n};\n"), 0);
    }

    #[test]
    fn finds_logic() {
        assert_eq!(faults("//! A.\nmod b;\nfn c() {}\n"), 1);
        assert_eq!(faults("//! A.\n#[cfg(test)]\nmod tests {\n}\n"), 1);
        assert_eq!(faults("//! A.\npub const C: u8 = 1;\n"), 1);
    }
}
