//! A graph in the making, with the facts that it is made from.

use std::ops::{Deref, DerefMut};

use access_graph::{Day, Draft, Keeper, Thing};
use identity::Timestamp;

use super::derive::of;
use super::{Facts, Person};

/// Puts a graph together.
pub(super) struct Builder<'a> {
    pub(super) facts: &'a Facts,
    draft: Draft,
}

impl Deref for Builder<'_> {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.draft
    }
}

impl DerefMut for Builder<'_> {
    fn deref_mut(&mut self) -> &mut Draft {
        &mut self.draft
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(facts: &'a Facts) -> Self {
        Self { facts, draft: Draft::new(day(facts.now)) }
    }

    /// Returns what was put together.
    pub(super) fn done(self) -> Draft {
        self.draft
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

    /// Returns the keeper that an identity is: with its things, and those of its
    /// owner under another identity.
    pub(super) fn keeper(&self, person: &Person) -> Keeper {
        let owner = self.owner_of(person);
        let others =
            self.facts.people.iter().filter(|other| other.open && self.owner_of(other) == owner);
        let others = others.filter(|other| other.identity != person.identity);
        let things = std::iter::once(person).chain(others).flat_map(|one| {
            let things = one.answers.things.iter();
            things.map(move |thing| (thing.clone(), self.name_of(one, thing)))
        });
        Keeper { things: things.collect(), shown: person.shown(), owner }
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
}

/// Returns the day of a moment.
pub(in crate::access) fn day(at: Timestamp) -> Day {
    Day::of_unix_time(at.unix_seconds())
}
