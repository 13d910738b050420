//! SQL placeholders are written `?1`, never `$1`.
//!
//! SQLite numbers `$1` by first appearance, not by its digit, and so binds the
//! wrong values without a word. One file knows of `$1`: the one that turns `?1`
//! into it for PostgreSQL.

use crate::house::House;
use crate::report::Report;
use crate::syntax::parts;

const CRATE: &str = "crates/storage-sql/";
const TRANSLATOR: &str = "crates/storage-sql/src/engine/postgres/link.rs";

/// Looks at the literals of the Rust files and at all of the SQL files.
pub fn check(house: &House) -> Report {
    let rust = house.files_ending(".rs").map(|(path, text)| (path, parts(text).literals));
    let sql = house.files_ending(".sql").map(|(path, text)| (path, text.to_owned()));
    let files = rust.chain(sql).filter(|(path, _)| path.starts_with(CRATE) && *path != TRANSLATOR);
    Report::of("files", files, |(path, text)| {
        text.lines()
            .zip(1..)
            .filter(|(line, _)| is_numbered_by_dollar(line))
            .map(|(_, number)| format!("{path}:{number}: write the placeholder as ?1, not $1"))
            .collect()
    })
}

fn is_numbered_by_dollar(line: &str) -> bool {
    line.split('$').skip(1).any(|tail| tail.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn finds_dollars_in_sql() {
        let path = "crates/storage-sql/src/users.rs";
        let good = "// $1\nlet sql = \"id = ?1\";\nlet cost = \"$x\";\n";
        assert!(check(&sample::house().with_file(path, good)).faults.is_empty());
        let bad = "let sql = r#\"select\n id = $1\"#;\n";
        assert!(check(&sample::house().with_file(TRANSLATOR, bad)).faults.is_empty());
        let faults = check(&sample::house().with_file(path, bad)).faults;
        assert_eq!(faults, [format!("{path}:2: write the placeholder as ?1, not $1")]);
        let file = "crates/storage-sql/migrations/1.sql";
        assert_eq!(check(&sample::house().with_file(file, "x = $2")).faults.len(), 1);
    }
}
