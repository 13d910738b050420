//! Every dependency stands once, in the workspace's manifest, with its reason,
//! and is used.
//!
//! The reason is a comment beside the entry or right above it. Our own crates
//! need neither reason nor user. The manifests of the crates only name what they
//! use: `hmac.workspace = true`.

use std::collections::BTreeSet;

use crate::house::House;
use crate::report::Report;

const MANIFEST: &str = "Cargo.toml";

/// Checks the workspace's list of dependencies, then the manifests of the crates.
pub fn check(house: &House) -> Report {
    let used: BTreeSet<&str> = house
        .ours
        .iter()
        .flat_map(|one| &one.dependencies)
        .map(|needed| needed.key.as_str())
        .collect();
    let strayed = house.ours.iter().flat_map(|one| {
        let path = format!("{}/{MANIFEST}", one.folder);
        named_outside(house.text(&path))
            .into_iter()
            .map(move |key| format!("{path}: `{key}` lacks `workspace = true`"))
    });
    Report::of("entries", entries(house.text(MANIFEST)), |entry| {
        let mut faults = Vec::new();
        if house.crate_named(entry.key).is_some() {
            return faults;
        }
        if !entry.reasoned {
            faults.push(format!("{MANIFEST}: no comment says why there is `{}`", entry.key));
        }
        if !used.contains(entry.key) {
            faults.push(format!("{MANIFEST}: no crate uses `{}`", entry.key));
        }
        faults
    })
    .and(strayed)
}

struct Entry<'a> {
    key: &'a str,
    reasoned: bool,
}

/// Reads `[workspace.dependencies]` line by line, since a parser drops comments.
fn entries(manifest: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut inside = false;
    let mut after_comment = false;
    let mut open = 0_usize;
    for line in manifest.lines().map(str::trim) {
        let (code, comment) = line.split_once('#').map_or((line, false), |(code, _)| (code, true));
        if open == 0 && line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        } else if inside && open > 0 {
            if let Some(last) = entries.last_mut() {
                last.reasoned |= comment;
            }
        } else if let (true, Some((key, _))) = (inside, code.split_once('=')) {
            let key = key.trim().split('.').next().unwrap_or_default();
            entries.push(Entry { key, reasoned: comment || after_comment });
        }
        after_comment = comment && code.is_empty();
        open = (open + code.matches(['[', '{']).count())
            .saturating_sub(code.matches([']', '}']).count());
    }
    entries
}

/// Returns the dependencies that a crate's manifest does not take from the workspace.
fn named_outside(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables = targets
        .into_iter()
        .flat_map(toml::Table::values)
        .filter_map(toml::Value::as_table)
        .chain([&manifest]);
    tables
        .flatten()
        .filter(|(section, _)| section.ends_with("dependencies"))
        .filter_map(|(_, list)| list.as_table())
        .flatten()
        .filter(|(_, entry)| entry.get("workspace").and_then(toml::Value::as_bool) != Some(true))
        .map(|(key, _)| key.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::Kind;
    use crate::sample;

    fn faults(line: &str) -> Vec<String> {
        let manifest = format!("{}{line}\n", sample::house().text(MANIFEST));
        let user = sample::ours("user", Some(1)).needing("time", Kind::Dev);
        let member = "[dev-dependencies]\ntime.workspace = true\n";
        check(
            &sample::house()
                .with(user)
                .with_file(MANIFEST, &manifest)
                .with_file("crates/user/Cargo.toml", member),
        )
        .faults
    }

    #[test]
    fn takes_entries_with_a_reason() {
        for line in [
            "time = \"1\" # clocks",
            "# clocks\ntime = \"1\"",
            "time = { version = \"1\", features = [\n  \"a\", # clocks\n] }",
            "time.version = \"1\" # clocks\n\n[profile.dev]\ndebug = 0",
        ] {
            assert!(faults(line).is_empty(), "{line}: {:?}", faults(line));
        }
    }

    #[test]
    fn finds_entries_without_reason_or_use() {
        let no_reason = ["Cargo.toml: no comment says why there is `time`"];
        assert_eq!(faults("# clocks\n\ntime = \"1\""), no_reason);
        assert_eq!(faults("time = \"1\""), no_reason);
        assert_eq!(faults("zip = \"1\" # archives"), ["Cargo.toml: no crate uses `zip`"]);
    }

    #[test]
    fn finds_versions_in_the_crates() {
        let text = "[lints]\nworkspace = true\n[dependencies]\nsha2 = \"0.11\"\n\
                    [target.'cfg(unix)'.dependencies]\nlibc = { version = \"1\" }\n";
        let house = sample::house().with_file("crates/low/Cargo.toml", text);
        assert_eq!(check(&house).faults.len(), 2);
    }
}
