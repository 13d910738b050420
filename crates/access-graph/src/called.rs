//! Finding what somebody asks about: by its id, as the name of an event, or by what
//! people read for it.

use crate::file::printable;
use crate::rows::number;
use crate::{FileError, Graph, NodeId, Problem};

/// How many names are proposed in place of one that is not there.
const PROPOSED: usize = 5;

impl Graph {
    /// Finds what is called so, or fails at a path and proposes what is nearest.
    pub(crate) fn called(&self, path: &str, name: &str) -> Result<Vec<NodeId>, FileError> {
        if let Some(node) = self.node(name) {
            return Ok(vec![node]);
        }
        if let Some(event) = self.events().iter().find(|event| event.name == name) {
            return Ok(event.nodes.clone());
        }
        if let Some(node) = self.all().find(|&node| self.label(node) == name) {
            return Ok(vec![node]);
        }
        let wanted = name.to_lowercase();
        let mut read = self.all().filter(|&node| self.label(node).to_lowercase() == wanted);
        if let (Some(node), None) = (read.next(), read.next()) {
            return Ok(vec![node]);
        }
        let (name, near) = (printable(name), self.near(&wanted));
        Err(FileError::at(path, Problem::UnknownName { name, near }))
    }

    fn all(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.len()).map(|index| NodeId(number(index)))
    }

    /// Proposes what is called nearly so: what the name is a part of, or what is a part of
    /// it; where there is nothing, what can be lost or stolen.
    fn near(&self, wanted: &str) -> String {
        let part = |&node: &NodeId| {
            [self.id(node), self.label(node)].iter().any(|known| {
                let known = known.to_lowercase();
                known.contains(wanted) || (known.chars().count() > 3 && wanted.contains(&known))
            })
        };
        let mut near: Vec<NodeId> = self.all().filter(part).take(PROPOSED).collect();
        let mut begins = "did you mean";
        if near.is_empty() {
            begins = "there is, among others,";
            near = self.losable().iter().chain(self.stealable()).copied().collect();
            near.sort_unstable();
            near.dedup();
            near.truncate(PROPOSED);
        }
        let shown: Vec<String> = near
            .into_iter()
            .map(|node| match (self.id(node), self.label(node)) {
                (id, label) if id == label => format!("`{}`", printable(id)),
                (id, label) => format!("`{}` ({})", printable(id), printable(label)),
            })
            .collect();
        if shown.is_empty() { String::new() } else { format!("; {begins} {}", shown.join(", ")) }
    }
}
