//! What is lost together: a thing as its owner named it, with everything that is known
//! to be on it and nowhere else.

use identity::drill::Thing;
use storage::Tx;

use crate::access::{Answers, answers_of};
use crate::devices::list::Listed;
use crate::{Caller, Service, ServiceError};

/// Is what a person pretends to have lost.
#[derive(Clone, Debug)]
pub enum Lost {
    /// A device or the recovery codes, and with them the thing that they are on.
    Entry(Thing),
    /// A thing by the name that its owner gave it.
    Named(String),
}

/// Is a loss: what is gone with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// The name of the thing that is lost; `None` where it is not known on which one
    /// thing the entry is.
    pub thing: Option<String>,
    /// What is gone of what stands behind the password.
    pub entries: Vec<Thing>,
    /// Whether the password is kept there and nowhere else.
    pub password: bool,
}

/// Is what an owner has told, with what stands behind the password.
pub(super) struct Places {
    answers: Answers,
    entries: Vec<Thing>,
}

impl Places {
    pub(super) fn read(
        svc: &Service,
        tx: &mut dyn Tx,
        caller: &Caller,
        devices: &[Listed],
        codes: u64,
    ) -> Result<Self, ServiceError> {
        let in_use = devices.iter().filter(|device| device.barred.is_none());
        let mut entries: Vec<Thing> =
            in_use.map(|device| Thing::Device(device.serial.clone())).collect();
        entries.extend((codes > 0).then_some(Thing::RecoveryCodes));
        let answers = answers_of(svc, tx, caller.account, &caller.identity)?;
        Ok(Self { answers, entries })
    }

    /// Returns the one thing that an entry is on, as far as is known: where it is, and
    /// where there are copies of it.
    pub(super) fn only_place(&self, entry: &Thing) -> Option<&str> {
        match entry {
            Thing::RecoveryCodes => self.only(&["codes".to_owned()]),
            Thing::Device(serial) => {
                self.only(&["device", "backup"].map(|what| format!("{what}/{}", serial.as_str())))
            }
        }
    }

    fn only(&self, about: &[String]) -> Option<&str> {
        let told = about.iter().filter_map(|what| self.answers.about(what));
        let mut things = told.flat_map(|answer| &answer.places);
        let first = self.answers.thing(things.next()?)?;
        things.all(|place| place.to_lowercase() == first.key()).then_some(first.name.as_str())
    }

    /// Returns the things that something is on, in the order in which they were named.
    pub(super) fn things(&self) -> impl Iterator<Item = Loss> + '_ {
        let losses = self.answers.things.iter().map(|thing| self.of_thing(&thing.name));
        losses.filter(|loss| !loss.entries.is_empty())
    }

    /// Returns what is lost; nothing, if its owner does not have it.
    pub(super) fn loss(&self, lost: &Lost) -> Result<Loss, ServiceError> {
        let loss = match lost {
            Lost::Named(name) => match self.answers.thing(name) {
                Some(thing) => self.of_thing(&thing.name),
                None => Loss::default(),
            },
            Lost::Entry(entry) if self.entries.contains(entry) => match self.only_place(entry) {
                Some(name) => self.of_thing(name),
                None => Loss { entries: vec![entry.clone()], ..Loss::default() },
            },
            Lost::Entry(_) => Loss::default(),
        };
        if loss.entries.is_empty() { Err(ServiceError::NotFound("device")) } else { Ok(loss) }
    }

    fn of_thing(&self, name: &str) -> Loss {
        let on_it = |entry: &&Thing| self.only_place(entry) == Some(name);
        let remembered = self
            .answers
            .about("password")
            .is_some_and(|told| told.word == Some(access_graph::Word::Memory));
        Loss {
            thing: Some(name.to_owned()),
            entries: self.entries.iter().filter(on_it).cloned().collect(),
            password: !remembered && self.only(&["password".to_owned()]) == Some(name),
        }
    }
}
