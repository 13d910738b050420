//! No committed file names a path of somebody's machine.
//!
//! Such a path is true in one place only, and tells strangers about it. Alice, whom
//! the documentation has as its example, is nobody.

use crate::house::House;
use crate::report::Report;

/// The beginnings of such paths, in two pieces so that this file has none itself.
const ROOTS: [(&str, &str); 3] = [("/", "home/"), ("/", "root/"), ("/", "work/")];

/// Whose folder may be shown.
const NOBODY: &str = "alice/";

/// Looks at every line of every text file.
pub fn check(house: &House) -> Report {
    let roots = ROOTS.map(|(slash, name)| format!("{slash}{name}"));
    Report::of("files", &house.files, |(path, text)| {
        text.lines()
            .zip(1..)
            .filter_map(|(line, number)| {
                let root = roots.iter().find(|root| starts_a_path(line, root))?;
                Some(format!("{path}:{number}: names a path of one machine ({root}...)"))
            })
            .collect()
    })
}

/// Says whether the root stands at a path's beginning, not inside a longer one
/// such as `docs/work/` or an address.
fn starts_a_path(line: &str, root: &str) -> bool {
    line.match_indices(root).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        let after = line.get(at + root.len()..).unwrap_or_default();
        !after.starts_with(NOBODY)
            && !before.is_some_and(|c| c.is_alphanumeric() || "._-~/}".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn finds_paths_of_machines() {
        let text = |root: &str| format!("see docs{root}a\nand `{root}a/b`\n");
        for root in ROOTS.map(|(slash, name)| format!("{slash}{name}")) {
            let faults = check(&sample::house().with_file("docs/a.md", &text(&root))).faults;
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].starts_with("docs/a.md:2: "));
        }
        for root in ["/srv/".to_owned(), format!("/{}alice/", "home/")] {
            let house = sample::house().with_file("docs/a.md", &text(&root));
            assert!(check(&house).faults.is_empty(), "{root}");
        }
    }
}
