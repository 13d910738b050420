//! Relative links in Markdown lead to files that are there.

use crate::house::House;
use crate::markdown;
use crate::report::Report;

/// Follows the links of every `.md` file, except to other hosts and within a page.
pub fn check(house: &House) -> Report {
    Report::of("pages", house.files_ending(".md"), |(page, text)| {
        markdown::links(text)
            .into_iter()
            .filter(|(_, target)| !leads_elsewhere(target))
            .filter(|(_, target)| !exists(house, page, target))
            .map(|(line, target)| format!("{page}:{line}: there is no {target}"))
            .collect()
    })
}

fn leads_elsewhere(target: &str) -> bool {
    target.starts_with('#') || target.contains("://") || target.starts_with("mailto:")
}

/// Says whether the target is a file, or a folder with files in it.
fn exists(house: &House, page: &str, target: &str) -> bool {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let (base, target) = match target.strip_prefix('/') {
        Some(from_root) => ("", from_root),
        None => (page.rsplit_once('/').map_or("", |(folder, _)| folder), target),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(target.split('/')) {
        match part {
            ".." if parts.pop().is_none() => return false,
            "" | "." | ".." => {}
            _ => parts.push(part),
        }
    }
    let path = parts.join("/");
    path.is_empty()
        || house.files.contains_key(&path)
        || house.files.keys().any(|file| file.starts_with(&format!("{path}/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn follows_relative_links() {
        let page = "docs/a/b.md";
        let good =
            "[a](b.md#c) [b](../../ARCHITECTURE.md) [c](/crates/low) [d](https://e.f/g) [h](#i)";
        assert!(check(&sample::house().with_file(page, good)).faults.is_empty());
        for bad in ["[a](c.md)", "[a](../b.md)", "[a](../../../b.md)", "[a]: c.md"] {
            assert_eq!(check(&sample::house().with_file(page, bad)).faults.len(), 1, "{bad}");
        }
    }
}
