//! A graph in the making: nodes and methods with fewer words.

use std::collections::{BTreeMap, HashSet};

use crate::{AccessFile, Day, Fact, Kind, Method, Node, Party, Purpose, Tag};

/// Puts a graph together.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What there is so far.
    pub file: AccessFile,
    /// The places that nobody has told, by their owner.
    pub(super) somewhere: BTreeMap<String, String>,
    ways: HashSet<(String, Vec<String>, Party)>,
}

/// Is a method before it is added.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    party: Party,
    purpose: Option<Purpose>,
    fact: Fact,
    note: Option<&'static str>,
}

impl Way {
    /// Makes a way that is known to be there, for both sides.
    pub fn known(purpose: Purpose) -> Self {
        Self { party: Party::Both, purpose: Some(purpose), fact: Fact::Derived, note: None }
    }

    /// Makes a way that an owner has told of, for both sides.
    pub fn told() -> Self {
        let purpose = Some(Purpose::Storage);
        Self { party: Party::Both, purpose, fact: Fact::Declared, note: None }
    }

    /// Makes a way that is there for all that is known: it helps a thief alone.
    pub fn feared() -> Self {
        let purpose = Some(Purpose::Storage);
        Self { party: Party::Attacker, purpose, fact: Fact::Unknown, note: None }
    }

    /// Lets the owner alone go it.
    #[must_use]
    pub fn for_owner(self) -> Self {
        Self { party: Party::Owner, ..self }
    }

    /// Lets a thief alone go it.
    #[must_use]
    pub fn for_thief(self) -> Self {
        Self { party: Party::Attacker, ..self }
    }

    /// Says what it is for.
    #[must_use]
    pub fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// Says what it rests on.
    #[must_use]
    pub fn fact(self, fact: Fact) -> Self {
        Self { fact, ..self }
    }

    /// Adds a remark for people.
    #[must_use]
    pub fn noted(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}

impl Draft {
    /// Begins a graph of facts that were gathered on a day.
    pub fn new(as_of: Day) -> Self {
        let file = AccessFile { as_of: Some(as_of), ..AccessFile::default() };
        Self { file, ..Self::default() }
    }

    /// Adds a node, unless there is one of this id. Clocks differ and are set back:
    /// what bears a later day than the graph does was on that day.
    pub fn node(&mut self, id: &str, label: impl Into<String>, node: Node) {
        let as_of = self.file.as_of;
        let seen = |on: Option<Day>| on.map(|on| as_of.map_or(on, |as_of| on.min(as_of)));
        let node = Node {
            label: Some(label.into()),
            used: seen(node.used),
            made: seen(node.made),
            proven: seen(node.proven),
            confirmed: seen(node.confirmed),
            ..node
        };
        self.file.nodes.entry(id.to_owned()).or_insert(node);
    }

    /// Adds a method, unless there is the same one, or it would lead nowhere.
    pub fn way(&mut self, to: &str, needs: &[String], way: Way) {
        let mut needs = needs.to_vec();
        needs.sort();
        needs.dedup();
        if needs.is_empty() || needs.iter().any(|need| need == to) {
            return;
        }
        if !self.ways.insert((to.to_owned(), needs.clone(), way.party)) {
            return;
        }
        self.file.methods.push(Method {
            to: to.to_owned(),
            needs,
            party: way.party,
            purpose: way.purpose,
            fact: way.fact,
            note: way.note.map(str::to_owned),
        });
    }

    /// Says whether anybody but a thief can go some way to a node.
    pub fn owner_can(&self, to: &str) -> bool {
        self.file.methods.iter().any(|m| m.to == to && m.party != Party::Attacker)
    }
}

impl Node {
    /// Makes a thing that its owner has and that somebody could take.
    pub fn thing(kind: Kind, fact: Fact, tags: &[Tag]) -> Self {
        Self {
            kind,
            held: true,
            losable: true,
            stealable: true,
            fact,
            tags: tags.to_vec(),
            ..Self::default()
        }
    }

    /// Makes something that is had by other things only.
    pub fn inner(kind: Kind, tags: &[Tag]) -> Self {
        Self { kind, fact: Fact::Derived, tags: tags.to_vec(), ..Self::default() }
    }
}
