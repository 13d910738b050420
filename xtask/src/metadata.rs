//! What `cargo metadata` prints (format version 1), as far as the rules need it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::house::{Dependency, Foreign, Kind, Ours};

/// Is the whole answer.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    workspace_root: String,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    source: Option<String>,
    license: Option<String>,
    repository: Option<String>,
    manifest_path: String,
    dependencies: Vec<Needed>,
    metadata: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct Needed {
    name: String,
    rename: Option<String>,
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Metadata {
    /// Tells our crates from those of others.
    pub fn crates(self) -> Result<(Vec<Ours>, Vec<Foreign>)> {
        let mut needs: BTreeMap<String, Vec<String>> =
            self.resolve.nodes.into_iter().map(|node| (node.id, node.dependencies)).collect();
        let named: BTreeSet<String> = self
            .workspace_members
            .iter()
            .filter_map(|id| needs.get(id))
            .flatten()
            .cloned()
            .collect();
        let (mut ours, mut foreign) = (Vec::new(), Vec::new());
        for package in self.packages {
            if self.workspace_members.contains(&package.id) {
                ours.push(package.ours(&self.workspace_root)?);
            } else {
                foreign.push(Foreign {
                    needs: needs.remove(&package.id).unwrap_or_default(),
                    named_by_us: named.contains(&package.id),
                    id: package.id,
                    name: package.name,
                    version: package.version,
                    source: package.source,
                    licence: package.license,
                    repository: package.repository,
                });
            }
        }
        Ok((ours, foreign))
    }
}

impl Package {
    fn ours(self, root: &str) -> Result<Ours> {
        let folder = Path::new(&self.manifest_path)
            .parent()
            .and_then(|folder| folder.strip_prefix(root).ok())
            .and_then(Path::to_str)
            .with_context(|| format!("{} lies outside of the workspace", self.manifest_path))?;
        Ok(Ours {
            floor: self
                .metadata
                .as_ref()
                .and_then(|all| all.pointer("/secondkey/floor"))
                .and_then(serde_json::Value::as_u64),
            folder: folder.replace('\\', "/"),
            dependencies: self.dependencies.into_iter().map(Needed::dependency).collect(),
            name: self.name,
        })
    }
}

impl Needed {
    fn dependency(self) -> Dependency {
        Dependency {
            kind: match self.kind.as_deref() {
                Some("dev") => Kind::Dev,
                Some("build") => Kind::Build,
                _ => Kind::Normal,
            },
            key: self.rename.unwrap_or_else(|| self.name.clone()),
            package: self.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_ours_from_theirs() {
        let text = r#"{
            "workspace_root": "/r", "workspace_members": ["a"],
            "packages": [
                {"id": "a", "name": "low", "version": "0.1.0", "source": null, "license": null,
                 "repository": null, "manifest_path": "/r/crates/low/Cargo.toml",
                 "metadata": {"secondkey": {"floor": 3}}, "dependencies": [
                    {"name": "sha2", "rename": "old_sha2", "kind": null},
                    {"name": "cc", "rename": null, "kind": "build"}]},
                {"id": "b", "name": "sha2", "version": "0.11.1", "source": "registry+x",
                 "license": "MIT", "repository": null, "manifest_path": "/c/Cargo.toml",
                 "metadata": null, "dependencies": []}],
            "resolve": {"nodes": [{"id": "a", "dependencies": ["b"]},
                                  {"id": "b", "dependencies": ["c"]}]}}"#;
        let metadata: Metadata = serde_json::from_str(text).unwrap();
        let (ours, foreign) = metadata.crates().unwrap();
        assert_eq!((ours[0].folder.as_str(), ours[0].floor), ("crates/low", Some(3)));
        assert_eq!(ours[0].dependencies[0].key, "old_sha2");
        assert_eq!(ours[0].dependencies[0].package, "sha2");
        assert_eq!(ours[0].dependencies[1].kind, Kind::Build);
        assert!(foreign[0].named_by_us);
        assert_eq!(foreign[0].needs, ["c"]);
    }
}
