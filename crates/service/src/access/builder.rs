//! A graph in the making: nodes and methods with fewer words.

use std::collections::{BTreeSet, HashSet};

use access_graph::{AccessFile, Day, Fact, Kind, Method, Node, Party, Purpose, Tag};
use identity::Timestamp;

use super::{Facts, Person};

/// Puts a graph together.
pub(super) struct Builder<'a> {
    pub(super) facts: &'a Facts,
    pub(super) file: AccessFile,
    /// Whose places that nobody has told were made already.
    pub(super) somewhere: BTreeSet<String>,
    ways: HashSet<(String, Vec<String>, Party)>,
}

/// Is a method before it is added.
#[derive(Clone, Copy)]
pub(super) struct Way {
    party: Party,
    purpose: Option<Purpose>,
    fact: Fact,
    note: Option<&'static str>,
}

impl Way {
    /// Makes a way that the service knows of, for both sides.
    pub(super) fn known(purpose: Purpose) -> Self {
        Self { party: Party::Both, purpose: Some(purpose), fact: Fact::Derived, note: None }
    }

    /// Makes a way that an owner has told of, for both sides.
    pub(super) fn told() -> Self {
        let purpose = Some(Purpose::Storage);
        Self { party: Party::Both, purpose, fact: Fact::Declared, note: None }
    }

    /// Makes a way that is there for all that is known: it helps a thief alone.
    pub(super) fn feared() -> Self {
        let purpose = Some(Purpose::Storage);
        Self { party: Party::Attacker, purpose, fact: Fact::Unknown, note: None }
    }

    pub(super) fn for_owner(self) -> Self {
        Self { party: Party::Owner, ..self }
    }

    pub(super) fn for_thief(self) -> Self {
        Self { party: Party::Attacker, ..self }
    }

    pub(super) fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    pub(super) fn noted(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(facts: &'a Facts) -> Self {
        let file = AccessFile { as_of: Some(day(facts.now)), ..AccessFile::default() };
        Self { facts, file, somewhere: BTreeSet::new(), ways: HashSet::new() }
    }

    /// Adds a node, unless there is one of this id. Clocks differ and are set back:
    /// what bears a later day than today was today.
    pub(super) fn node(&mut self, id: &str, label: impl Into<String>, node: Node) {
        let today = day(self.facts.now);
        let seen = |on: Option<Day>| on.map(|on| on.min(today));
        let node = Node {
            label: Some(label.into()),
            used: seen(node.used),
            proven: seen(node.proven),
            confirmed: seen(node.confirmed),
            ..node
        };
        self.file.nodes.entry(id.to_owned()).or_insert(node);
    }

    /// Adds a method, unless there is the same one.
    pub(super) fn way(&mut self, to: &str, needs: &[String], way: Way) {
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

    /// Returns whose things an identity's are. Whether root is one of the users,
    /// root alone can tell; as long as it has not, it is taken for the one that
    /// the report is about, so that nothing is counted as a help that may be lost
    /// with the rest.
    pub(super) fn owner_of(&self, person: &Person) -> String {
        if !person.identity.is_root() {
            return person.id();
        }
        let first = self.facts.people.first();
        match person.answers.about("person") {
            Some(answer) => {
                let told = answer.places.first();
                let same = |other: &&Person| told.is_some_and(|id| other.is_user(id));
                self.facts.people.iter().find(same).map_or_else(|| person.id(), Person::id)
            }
            None => first.map_or_else(|| person.id(), Person::id),
        }
    }
}

/// Is a thing that its owner has and that somebody could take.
pub(super) fn thing(kind: Kind, fact: Fact, tags: &[Tag]) -> Node {
    Node {
        kind,
        held: true,
        losable: true,
        stealable: true,
        fact,
        tags: tags.to_vec(),
        ..Node::default()
    }
}

/// Is something that is had by other things only.
pub(super) fn inner(kind: Kind, tags: &[Tag]) -> Node {
    Node { kind, fact: Fact::Derived, tags: tags.to_vec(), ..Node::default() }
}

/// Returns the day of a moment.
pub(in crate::access) fn day(at: Timestamp) -> Day {
    Day::of_unix_time(at.unix_seconds())
}
