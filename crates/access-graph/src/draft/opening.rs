//! What it takes to open a thing that an owner has named.

use super::Draft;
use crate::{Fact, Kind, Lock, Node, Sort, Tag, Thing};

/// Is what it takes to open a thing.
#[derive(Clone, Debug)]
pub struct Opening {
    thing: String,
    /// The PIN or password, where there is one or may be.
    lock: Option<String>,
    pub(super) is: Lock,
}

impl Opening {
    /// Returns the node of the thing itself.
    pub fn thing(&self) -> &str {
        &self.thing
    }

    /// Returns what the owner needs; a PIN that is forgotten is needed as well.
    pub fn owner(&self) -> Vec<String> {
        std::iter::once(&self.thing).chain(&self.lock).cloned().collect()
    }

    /// Returns what a thief needs; a lock that was not told is taken for none.
    pub fn thief(&self) -> Vec<String> {
        let locked = !matches!(self.is, Lock::None | Lock::Untold);
        let lock = self.lock.iter().filter(|_| locked);
        std::iter::once(&self.thing).chain(lock).cloned().collect()
    }
}

impl Draft {
    /// Adds a thing with its lock under an id, as `name`, and returns what opens it.
    pub fn opening(&mut self, id: &str, name: &str, one: &Thing) -> Opening {
        let node = match one.sort {
            Sort::Phone => Node::thing(Kind::Item, Fact::Declared, &[Tag::Phone]),
            // Anybody can go to its door; it can be closed, but not carried away.
            Sort::Account => Node {
                stealable: false,
                public: true,
                ..Node::thing(Kind::Account, Fact::Declared, &[Tag::Vault])
            },
            _ => Node::thing(Kind::Item, Fact::Declared, &[]),
        };
        self.node(id, name, node);
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
            let told = if held || one.lock == Lock::Untold { "" } else { " (forgotten)" };
            let node = Node { held, ..Node::thing(Kind::Knowledge, Fact::Declared, &[]) };
            self.node(&lock, format!("{what} of {name}{told}"), node);
            lock
        });
        Opening { thing: id.to_owned(), lock, is }
    }
}
