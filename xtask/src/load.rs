//! Fills the house from the disk, by asking `git` and `cargo`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::house::House;
use crate::metadata::Metadata;

/// Reads the workspace at this root.
pub fn load(root: &Path) -> Result<House> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let answer = ask(root, &cargo, &["metadata", "--format-version", "1", "--locked"])?;
    let metadata: Metadata = serde_json::from_str(&answer).context("cargo metadata")?;
    let (ours, foreign) = metadata.crates()?;
    Ok(House { files: files(root)?, ours, foreign })
}

/// Reads what is committed and what would be: neither ignored files nor deleted ones.
fn files(root: &Path) -> Result<BTreeMap<String, String>> {
    let listed =
        ask(root, "git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
    let mut files = BTreeMap::new();
    for path in listed.split_terminator('\0') {
        let place = root.join(path);
        if place.is_file() {
            let bytes = std::fs::read(&place).with_context(|| format!("reading {path}"))?;
            files.insert(path.to_owned(), String::from_utf8(bytes).unwrap_or_default());
        }
    }
    Ok(files)
}

/// Runs a program to its end and returns what it printed.
fn ask(root: &Path, program: &str, words: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(words)
        .current_dir(root)
        .output()
        .with_context(|| format!("starting {program}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{program} {}: {}", words.join(" "), said.trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("what {program} printed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_this_very_workspace() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let house = load(root).unwrap();
        assert_eq!(house.crate_named("otp").unwrap().floor, Some(1));
        assert!(house.text("xtask/src/load.rs").starts_with("//! Fills the house"));
        let hmac = house.foreign.iter().find(|one| one.name == "hmac" && one.named_by_us);
        assert!(!hmac.unwrap().needs.is_empty());
    }
}
