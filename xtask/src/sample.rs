//! A small house that keeps every rule, for the tests to break one at a time.

use crate::house::{Dependency, Foreign, House, Kind, Ours};

const MANIFEST: &str = "[workspace.dependencies]
low = { path = \"crates/low\" }
sha2 = \"0.11\"  # hashes
";

const TABLE: &str = "| crate | floor | what it is | imports |
|---|---|---|---|
| `low` | 1 | below | - |
| `high` | 2 | above | `low` |
";

const DENY: &str = "[licenses]
allow = [\"MIT\", \"Apache-2.0\"]
exceptions = [
    { crate = \"odd\", allow = [\"MPL-2.0\"] },  # used unchanged
]
";

/// Returns two crates, `low` and `high`, and one by others, `sha2`.
pub fn house() -> House {
    let member = "[dependencies]\nsha2.workspace = true\n\n[lints]\nworkspace = true\n";
    let house = House {
        ours: vec![
            ours("low", Some(1)).needing("sha2", Kind::Normal),
            ours("high", Some(2)).needing("low", Kind::Normal),
        ],
        foreign: vec![foreign("sha2", "0.11.1", "MIT OR Apache-2.0")],
        ..House::default()
    };
    house
        .with_file("Cargo.toml", MANIFEST)
        .with_file("deny.toml", DENY)
        .with_file("ARCHITECTURE.md", TABLE)
        .with_file("crates/low/Cargo.toml", member)
        .with_file("crates/low/src/lib.rs", "//! Low.\n\nmod a;\n")
        .with_file("crates/high/Cargo.toml", &member.replace("sha2", "low"))
        .with_file("crates/high/src/lib.rs", "//! High.\n\nfn high() {}\n")
}

/// Returns a crate of ours under `crates/`, without dependencies.
pub fn ours(name: &str, floor: Option<u64>) -> Ours {
    Ours { name: name.into(), folder: format!("crates/{name}"), floor, dependencies: Vec::new() }
}

/// Returns a crate by others that we name.
pub fn foreign(name: &str, version: &str, licence: &str) -> Foreign {
    Foreign {
        id: format!("{name}@{version}"),
        name: name.into(),
        version: version.into(),
        source: Some("registry+https://github.com/rust-lang/crates.io-index".into()),
        licence: Some(licence.into()),
        named_by_us: true,
        ..Foreign::default()
    }
}

impl House {
    /// Adds a file or replaces it.
    #[must_use]
    pub fn with_file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Adds a crate of ours.
    #[must_use]
    pub fn with(mut self, one: Ours) -> Self {
        self.ours.push(one);
        self
    }

    /// Adds a crate by others.
    #[must_use]
    pub fn with_foreign(mut self, one: Foreign) -> Self {
        self.foreign.push(one);
        self
    }
}

impl Ours {
    /// Adds a dependency.
    #[must_use]
    pub fn needing(mut self, package: &str, kind: Kind) -> Self {
        self.dependencies.push(Dependency { key: package.into(), package: package.into(), kind });
        self
    }
}
