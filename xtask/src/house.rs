//! The house as the rules see it: its files, its crates, and the crates of others.
//!
//! Plain data; `load` fills it from the disk, `sample` from literals for the tests.

use std::collections::BTreeMap;

/// Holds all that the rules look at.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// The text of each file that is or would be committed, by its path from the
    /// root with `/` between the parts. A file that is not UTF-8 has an empty text.
    pub files: BTreeMap<String, String>,
    /// The crates of the workspace.
    pub ours: Vec<Ours>,
    /// Every other crate that the lock file names, on any platform.
    pub foreign: Vec<Foreign>,
}

/// Is one crate of the workspace.
#[derive(Clone, Debug)]
pub struct Ours {
    /// The package's name.
    pub name: String,
    /// Its folder from the root, like `crates/otp`.
    pub folder: String,
    /// The floor under `[package.metadata.secondkey]`, where there is one.
    pub floor: Option<u64>,
    /// Whatever it names in its manifest, ours and foreign.
    pub dependencies: Vec<Dependency>,
}

/// Is one line of a manifest's dependencies.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name to the left of the `=`.
    pub key: String,
    /// The package that it stands for, which is another one after a rename.
    pub package: String,
    /// The section that it stands in.
    pub kind: Kind,
}

/// Is the section that a dependency stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `[dependencies]`.
    Normal,
    /// `[build-dependencies]`.
    Build,
    /// `[dev-dependencies]`.
    Dev,
}

/// Is one crate by others, in one version.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    /// Cargo's identifier, unique to name, version and source.
    pub id: String,
    /// The package's name.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// Where Cargo takes it from; nothing for a path.
    pub source: Option<String>,
    /// The licence expression of its manifest.
    pub licence: Option<String>,
    /// The repository that its manifest names.
    pub repository: Option<String>,
    /// The identifiers of what it was resolved to need.
    pub needs: Vec<String>,
    /// Whether one of our manifests names it.
    pub named_by_us: bool,
}

impl House {
    /// Returns the crates that stand on a floor: those under `crates/`.
    pub fn storeys(&self) -> impl Iterator<Item = &Ours> {
        self.ours.iter().filter(|one| one.folder.starts_with("crates/"))
    }

    /// Returns the crate of ours with this name.
    pub fn crate_named(&self, name: &str) -> Option<&Ours> {
        self.ours.iter().find(|one| one.name == name)
    }

    /// Returns a file's text, empty when there is no such file.
    pub fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", String::as_str)
    }

    /// Returns paths and texts of the files whose path ends like this.
    pub fn files_ending(&self, end: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.ends_with(end))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Returns paths and texts of the sources of all crates: `.rs` under a `src/`.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files_ending(".rs").filter(|(path, _)| path.contains("/src/"))
    }
}

impl Ours {
    /// Returns the dependencies that are compiled into the crate or its build.
    pub fn imports(&self) -> impl Iterator<Item = &Dependency> {
        self.dependencies.iter().filter(|one| one.kind != Kind::Dev)
    }
}
