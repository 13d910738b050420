//! When something happened, from where, and with what.

use identity::Timestamp;

use crate::signin::Origin;
use crate::{Caller, Peer, agent};

/// Is when and where something happened.
#[derive(Clone, Debug)]
pub(crate) struct Circumstances {
    at: Timestamp,
    place: Option<String>,
    /// In our own words: what a client calls itself is not repeated.
    with: Option<String>,
}

impl Circumstances {
    /// Tells of something that a signed-in caller does.
    pub(crate) fn of(caller: &Caller, now: Timestamp) -> Self {
        let with = match caller.access_key_id() {
            Some(id) => format!("a program with the access key {id}"),
            None => agent::describe(caller.agent()),
        };
        Self { at: now, place: Some(network(caller.peer())), with: Some(with) }
    }

    /// Tells of something that somebody does who is not signed in yet.
    pub(crate) fn from(origin: &Origin, now: Timestamp) -> Self {
        let with = Some(agent::describe(&origin.agent));
        Self { at: now, place: Some(network(origin.peer)), with }
    }

    /// Tells of something that was done from an address.
    pub(crate) fn at(peer: Peer, now: Timestamp) -> Self {
        Self { at: now, place: Some(network(peer)), with: None }
    }

    /// Tells of something that came about by itself, as time went by.
    pub(crate) fn by_time(now: Timestamp) -> Self {
        Self { at: now, place: None, with: None }
    }

    /// Tells of something that an operator did.
    pub(crate) fn here(now: Timestamp) -> Self {
        let place = Some("the server itself, by its operator".to_owned());
        Self { at: now, place, with: None }
    }

    /// Returns the lines of a notice.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![("When", people(self.at))];
        if let Some(place) = &self.place {
            facts.push(("From", place.clone()));
        }
        if let Some(with) = &self.with {
            facts.push(("With", with.clone()));
        }
        facts
    }
}

fn network(peer: Peer) -> String {
    format!("the network address {peer}")
}

/// Writes a moment as `14 November 2023, 22:13 UTC`.
pub(crate) fn people(at: Timestamp) -> String {
    let stamp = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default();
    stamp.strftime("%-d %B %Y, %H:%M UTC").to_string()
}
