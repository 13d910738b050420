//! docs/aws-compatibility.md, written from the list of operations.

use crate::operations::Api;

const HEAD: &str = "# What of AWS's API there is

This page is written from the code, by `SECONDKEY_WRITE_DOCS=1 cargo test -p iam-api
compatibility`; a test compares the two. An operation that is not implemented answers with
the error `NotImplemented` (in JSON: `UnsupportedOperationException`) and its name, status 501 (in
JSON 1.1: 400), which no client tries again.

## How every operation differs, on purpose

| what | why |
|---|---|
| A parameter that is given twice is refused (`MalformedInput`) | which one counts would be a guess, and proxies guess otherwise |
| The query string and the body of a POST are read together | both are signed |
| Text that is not UTF-8 is refused, never mended | two different inputs must not become one name |
| A request has at most 1 MiB and 2,000 parameters (`RequestEntityTooLarge`, `MalformedInput`) | memory is finite |
| Markers are bound to the account, operation and filter that they were given for | a list is not a way to look elsewhere |
| An endpoint has no path: requests go to `/` | one address serves the console too |
| Signatures of version 4A are refused (`IncompleteSignature`) | there is one region |
";

/// Writes the page.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for api in Api::ALL {
        let all = api.operations();
        let count = all.iter().filter(|one| one.state.works()).count();
        page.push_str(&format!("\n## {}: {count} of {}\n\n", api.title(), all.len()));
        if count > 0 {
            page.push_str("| operation | differences |\n|---|---|\n");
            for one in all.iter().filter(|one| one.state.works()) {
                let differences = if one.differences.is_empty() { "-" } else { one.differences };
                page.push_str(&format!("| {} | {differences} |\n", one.name));
            }
            page.push('\n');
        }
        let absent: Vec<&str> =
            all.iter().filter(|one| !one.state.works()).map(|one| one.name).collect();
        if !absent.is_empty() {
            page.push_str(&format!("Not implemented: {}.\n", absent.join(", ")));
        }
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for one in all.iter().filter(|one| !one.state.works() && !one.differences.is_empty()) {
            match reasons.iter_mut().find(|(why, _)| *why == one.differences) {
                Some((_, names)) => names.push(one.name),
                None => reasons.push((one.differences, vec![one.name])),
            }
        }
        for (why, names) in reasons {
            page.push_str(&format!("\nOf these, {}: {why}\n", names.join(", ")));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compatibility_page_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/aws-compatibility.md");
        if std::env::var_os("SECONDKEY_WRITE_DOCS").is_some() {
            std::fs::write(path, page()).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == page(), "run: SECONDKEY_WRITE_DOCS=1 cargo test -p iam-api compatibility");
    }
}
