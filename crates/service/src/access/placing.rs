//! Where things are kept. What nobody has told counts as the worst case on both
//! sides: the owner needs everything together, a thief needs any one thing.

use access_graph::{Fact, Kind, Node, Party, Tag};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::builder::{Builder, Way, thing};
use super::derive::of;
use super::{Answer, Lock, Person, Sort, Thing};

/// The longest form of a name that stands in an id whole, in bytes. The longest name
/// of a user fits in beside it.
const LONGEST_KEY: usize = 120;

/// Returns the id of a thing. Names of things may have any characters: those that mean
/// something in an id are written otherwise, and of a name that is too long for one its
/// beginning and its hash stand for it.
fn id_of(owner: &str, key: &str) -> String {
    let mut name = key.replace('%', "%25").replace('/', "%2F").replace('?', "%3F");
    if name.len() > LONGEST_KEY {
        let hash = HEXLOWER.encode(&Sha256::digest(key));
        name = format!("{}%{hash}", name.chars().take(20).collect::<String>());
    }
    format!("thing/{owner}/{name}")
}

/// Is what it takes to open a thing.
struct Opening {
    thing: String,
    /// The PIN or password, where there is one or may be.
    lock: Option<String>,
    is: Lock,
}

impl Opening {
    /// Returns what the owner needs; a PIN that is forgotten is needed as well.
    fn owner(&self) -> Vec<String> {
        std::iter::once(&self.thing).chain(&self.lock).cloned().collect()
    }

    /// Returns what a thief needs.
    fn thief(&self) -> Vec<String> {
        let locked = !matches!(self.is, Lock::None | Lock::Untold);
        let lock = self.lock.iter().filter(|_| locked);
        std::iter::once(&self.thing).chain(lock).cloned().collect()
    }
}

impl Builder<'_> {
    /// Adds the things that an identity has named.
    pub(super) fn things(&mut self, person: &Person) {
        for one in &person.answers.things {
            self.opening(person, one);
        }
    }

    /// Says that something is kept where its owner has told, or, where nothing was
    /// told, in the worst place.
    pub(super) fn kept(&mut self, what: &str, person: &Person, told: Option<&Answer>) {
        let Some(told) = told else {
            let at = [self.somewhere(person)];
            let note = "where it is was not told";
            self.way(what, &at, Way::told().for_owner().noted(note));
            self.way(what, &at, Way::feared().noted(note));
            return;
        };
        self.stored(what, &[], person, told);
    }

    /// Says that something is kept, perhaps, where nobody has told: of use to a
    /// thief only.
    pub(super) fn feared(&mut self, what: &str, person: &Person, note: &'static str) {
        let at = [self.somewhere(person)];
        self.way(what, &at, Way::feared().noted(note));
    }

    /// Says that something is had with what is there already and any one of the
    /// things that were told.
    pub(super) fn stored(&mut self, what: &str, with: &[String], person: &Person, told: &Answer) {
        let things: Vec<Thing> =
            told.places.iter().filter_map(|name| person.answers.thing(name)).cloned().collect();
        for one in things {
            let opening = self.opening(person, &one);
            let joined = |needs: Vec<String>| [with, &needs].concat();
            let (owner, thief) = (joined(opening.owner()), joined(opening.thief()));
            if owner == thief {
                self.way(what, &thief, Way::told());
                continue;
            }
            self.way(what, &owner, Way::told().for_owner());
            let way = if opening.is == Lock::Untold {
                Way::feared().noted("whether it is locked was not told")
            } else {
                Way::told().for_thief()
            };
            self.way(what, &thief, way);
        }
    }

    /// Says that calls or messages arrive on things, locked or not.
    pub(super) fn rings_on(&mut self, what: &str, person: &Person, told: &Answer) {
        let things: Vec<Thing> =
            told.places.iter().filter_map(|name| person.answers.thing(name)).cloned().collect();
        for one in things {
            let at = [self.opening(person, &one).thing];
            self.way(what, &at, Way::told());
        }
    }

    /// Names a thing, and says whose it is where somebody else has one of that name.
    fn name_of(&self, person: &Person, one: &Thing) -> String {
        let owner = self.owner_of(person);
        let others = self.facts.people.iter().filter(|other| self.owner_of(other) != owner);
        if others.filter(|other| other.open).any(|other| other.answers.thing(&one.name).is_some()) {
            of(person, &one.name)
        } else {
            one.name.clone()
        }
    }

    /// Adds a thing with its lock, and returns what opens it.
    fn opening(&mut self, person: &Person, one: &Thing) -> Opening {
        let id = id_of(&self.owner_of(person), &one.key());
        let node = match one.sort {
            Sort::Phone => thing(Kind::Item, Fact::Declared, &[Tag::Phone]),
            // Anybody can go to its door; it can be closed, but not carried away.
            Sort::Account => Node {
                stealable: false,
                public: true,
                ..thing(Kind::Account, Fact::Declared, &[Tag::Vault])
            },
            _ => thing(Kind::Item, Fact::Declared, &[]),
        };
        let name = self.name_of(person, one);
        self.node(&id, &*name, node);
        // An account has a password, and what was not told may be forgotten.
        let is = match (one.sort, one.lock) {
            (Sort::Account, Lock::Untold) => Lock::Forgotten,
            (Sort::Account, Lock::None) => Lock::Known,
            (_, lock) => lock,
        };
        let lock = (is != Lock::None).then(|| {
            let lock = format!("{id}/lock");
            let what = if one.sort == Sort::Account { "password" } else { "PIN" };
            let held = is != Lock::Forgotten;
            let told = if held || one.lock == Lock::Untold { "" } else { ", forgotten" };
            let node = Node { held, ..thing(Kind::Knowledge, Fact::Declared, &[]) };
            self.node(&lock, format!("{what} of {name}{told}"), node);
            lock
        });
        Opening { thing: id, lock, is }
    }

    /// Returns the node for wherever an owner's untold places are.
    pub(super) fn somewhere(&mut self, person: &Person) -> String {
        let owner = self.owner_of(person);
        let (unnamed, anywhere) = (format!("thing/{owner}/?"), format!("anywhere/{owner}"));
        let people: Vec<Person> = self.facts.people.clone();
        let mine = people.iter().filter(|other| other.open && self.owner_of(other) == owner);
        let named: Vec<(Person, Thing)> = mine
            .flat_map(|other| {
                let things = other.answers.things.iter().cloned();
                things.map(|one| (other.clone(), one)).collect::<Vec<_>>()
            })
            .collect();
        let at = if named.is_empty() { unnamed.clone() } else { anywhere.clone() };
        if !self.somewhere.insert(owner) {
            return at;
        }
        let label = format!("a thing that {} has not named", person.shown());
        self.node(&unnamed, label, thing(Kind::Item, Fact::Derived, &[]));
        if named.is_empty() {
            return at;
        }
        let node = Node { fact: Fact::Derived, ..Node::default() };
        self.node(&anywhere, format!("wherever {} has not told", person.shown()), node);
        let mut all = vec![unnamed.clone()];
        self.way(&anywhere, &[unnamed], Way::feared());
        for (other, one) in named {
            let opening = self.opening(&other, &one);
            if opening.is != Lock::Forgotten {
                all.extend(opening.owner());
            }
            self.way(&anywhere, &opening.thief(), Way::feared());
        }
        let note = "for all that is known, it may take every one of them";
        self.way(&anywhere, &all, Way::told().for_owner().noted(note));
        at
    }

    /// Returns whether anybody but a thief can go some way to a node.
    pub(super) fn owner_can(&self, to: &str) -> bool {
        self.file.methods.iter().any(|m| m.to == to && m.party != Party::Attacker)
    }
}
