//! What a file must satisfy beyond its shape: names, references, sizes. Also
//! holds for files that are put together in code.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AccessFile, Day, Fact, FileError, Kind, Method, Node, Party, Problem, Tag,
    fault::{disturbing, printable},
};

/// Is how much of everything a file may have.
#[derive(Clone, Copy, Debug)]
pub struct Limits;

impl Limits {
    /// The size of a file, in bytes.
    pub const BYTES: usize = 64 << 20;
    /// The number of nodes.
    pub const NODES: usize = 200_000;
    /// The number of methods.
    pub const METHODS: usize = 500_000;
    /// The number of needs of all methods together, and likewise of all nodes
    /// that targets, scenarios and events name.
    pub const NEEDS: usize = 2_000_000;
    /// The number of scenarios.
    pub const SCENARIOS: usize = 1_000;
    /// The number of events.
    pub const EVENTS: usize = 10_000;
    /// The length of an id or a name, in bytes.
    pub const NAME: usize = 512;
    /// The length of a label, a note or a title, in bytes.
    pub const TEXT: usize = 4_096;
}

impl AccessFile {
    /// Checks names, references and sizes; the first fault is returned.
    pub fn check(&self) -> Result<(), FileError> {
        at_most("nodes", "nodes", self.nodes.len(), Limits::NODES)?;
        at_most("methods", "methods", self.methods.len(), Limits::METHODS)?;
        at_most("scenarios", "scenarios", self.scenarios.len(), Limits::SCENARIOS)?;
        at_most("events", "events", self.events.len(), Limits::EVENTS)?;
        let needs = self.methods.iter().map(|method| method.needs.len()).sum();
        at_most("methods", "needs", needs, Limits::NEEDS)?;
        let named = self.targets.as_ref().map_or(0, Vec::len)
            + self.scenarios.iter().map(|s| s.loses.len() + s.steals.len()).sum::<usize>()
            + self.events.values().map(Vec::len).sum::<usize>();
        at_most("file", "nodes named by targets, scenarios and events", named, Limits::NEEDS)?;

        text(self.title.as_ref(), || "title".to_owned())?;
        for (id, node) in &self.nodes {
            name(id, || "nodes".to_owned())?;
            text(node.label.as_ref(), || format!("nodes.{id}.label"))?;
            agrees(id, node, self.as_of)?;
        }
        self.check_methods()?;
        self.check_facts_of_methods()?;
        self.known(self.targets.as_deref().unwrap_or_default(), || "targets".to_owned())?;
        self.check_scenarios()?;
        for (event, nodes) in &self.events {
            name(event, || "events".to_owned())?;
            self.known(nodes, || format!("events.{event}"))?;
        }
        Ok(())
    }

    fn check_methods(&self) -> Result<(), FileError> {
        for (index, method) in self.methods.iter().enumerate() {
            if !self.nodes.contains_key(&method.to) {
                return Err(FileError::unknown(&format!("methods[{index}].to"), &method.to));
            }
            if method.needs.is_empty() {
                return Err(FileError::at(&format!("methods[{index}].needs"), Problem::NoNeeds));
            }
            self.known(&method.needs, || format!("methods[{index}].needs"))?;
            text(method.note.as_ref(), || format!("methods[{index}].note"))?;
        }
        Ok(())
    }

    /// Finds two methods that are the same but for what they rest on.
    fn check_facts_of_methods(&self) -> Result<(), FileError> {
        if self.methods.iter().all(|method| method.fact == Fact::default()) {
            return Ok(());
        }
        let mut seen: BTreeMap<(&str, Vec<&str>, Party), (usize, &Method)> = BTreeMap::new();
        for (index, method) in self.methods.iter().enumerate() {
            let mut needs: Vec<&str> = method.needs.iter().map(String::as_str).collect();
            needs.sort_unstable();
            needs.dedup();
            let (first, other) =
                *seen.entry((&method.to, needs, method.party)).or_insert((index, method));
            if other.fact != method.fact {
                let (this, that) = (method.fact.word(), other.fact.word());
                return Err(contradiction(
                    &format!("methods[{index}].fact"),
                    format!("this method is `{this}` here and `{that}` in methods[{first}]"),
                ));
            }
        }
        Ok(())
    }

    fn check_scenarios(&self) -> Result<(), FileError> {
        let mut names = BTreeSet::new();
        for (index, scenario) in self.scenarios.iter().enumerate() {
            let place = || format!("scenarios[{index}].name");
            name(&scenario.name, place)?;
            if !names.insert(&scenario.name) {
                return Err(FileError::at(&place(), Problem::Repeated(printable(&scenario.name))));
            }
            self.known(&scenario.loses, || format!("scenarios[{index}].loses"))?;
            self.known(&scenario.steals, || format!("scenarios[{index}].steals"))?;
        }
        Ok(())
    }

    fn known(&self, ids: &[String], list: impl Fn() -> String) -> Result<(), FileError> {
        match ids.iter().enumerate().find(|(_, id)| !self.nodes.contains_key(*id)) {
            None => Ok(()),
            Some((index, id)) => Err(FileError::unknown(&format!("{}[{index}]", list()), id)),
        }
    }
}

/// Finds fields of one node that contradict each other.
fn agrees(id: &str, node: &Node, as_of: Option<Day>) -> Result<(), FileError> {
    if node.fact == Fact::Unknown && (node.held || node.public) {
        let field = if node.held { "held" } else { "public" };
        let why =
            format!("the node's fact is `unknown`, so that nobody can know that it is {field}");
        return Err(contradiction(&format!("nodes.{id}.{field}"), why));
    }
    for (index, tag) in node.tags.iter().enumerate() {
        let place = || format!("nodes.{id}.tags[{index}]");
        if node.tags.iter().take(index).any(|before| before == tag) {
            return Err(FileError::at(&place(), Problem::Repeated(tag.word().to_owned())));
        }
        if matches!(tag, Tag::Root | Tag::Administrator) && node.kind != Kind::Identity {
            let why = format!("only a node of the kind `identity` can be `{}`", tag.word());
            return Err(contradiction(&place(), why));
        }
    }
    let days = [
        ("confirmed", node.confirmed),
        ("proven", node.proven),
        ("made", node.made),
        ("used", node.used),
    ];
    for (field, day) in days {
        if let (Some(day), Some(as_of)) = (day, as_of)
            && day > as_of
        {
            let why = format!("{day} lies after the file's as_of, {as_of}");
            return Err(contradiction(&format!("nodes.{id}.{field}"), why));
        }
    }
    Ok(())
}

fn contradiction(path: &str, why: String) -> FileError {
    FileError::at(path, Problem::Contradiction(why))
}

fn at_most(path: &str, what: &'static str, found: usize, most: usize) -> Result<(), FileError> {
    if found <= most {
        return Ok(());
    }
    Err(FileError::at(path, Problem::TooMany { what, found, most }))
}

fn name(text: &str, path: impl Fn() -> String) -> Result<(), FileError> {
    if text.is_empty() {
        return Err(FileError::at(&path(), Problem::EmptyName));
    }
    plain(text, Limits::NAME, path)
}

fn text(text: Option<&String>, path: impl Fn() -> String) -> Result<(), FileError> {
    text.map_or(Ok(()), |text| plain(text, Limits::TEXT, path))
}

pub(crate) fn plain(
    text: &str,
    most: usize,
    path: impl FnOnce() -> String,
) -> Result<(), FileError> {
    let bytes = text.len();
    if bytes > most {
        return Err(FileError::at(&path(), Problem::TooLong { bytes, most }));
    }
    match text.chars().find(|&c| disturbing(c)) {
        Some(c) => Err(FileError::at(&path(), Problem::ControlCharacter(u32::from(c)))),
        None => Ok(()),
    }
}
