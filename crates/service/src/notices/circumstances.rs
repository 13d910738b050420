//! When something happened, from where, and with what.

use identity::Timestamp;

use crate::signin::Origin;
use crate::{Caller, Peer, agent};

/// Is when and where something happened.
#[derive(Clone, Debug)]
pub(crate) struct Circumstances {
    at: Timestamp,
    peer: Option<Peer>,
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
        Self { at: now, peer: Some(caller.peer()), with: Some(with) }
    }

    /// Tells of something that somebody does who is not signed in yet.
    pub(crate) fn from(origin: &Origin, now: Timestamp) -> Self {
        Self { at: now, peer: Some(origin.peer), with: Some(agent::describe(&origin.agent)) }
    }

    /// Tells of something that was done from an address.
    pub(crate) fn at(peer: Peer, now: Timestamp) -> Self {
        Self { at: now, peer: Some(peer), with: None }
    }

    /// Tells of something that an operator or the service itself did.
    pub(crate) fn here(now: Timestamp) -> Self {
        Self { at: now, peer: None, with: None }
    }

    /// Returns the lines of a notice.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![("When", people(self.at))];
        match self.peer {
            Some(peer) => facts.push(("From", format!("the network address {peer}"))),
            None => facts.push(("From", "the server itself, by its operator".to_owned())),
        }
        if let Some(with) = &self.with {
            facts.push(("With", with.clone()));
        }
        facts
    }
}

/// Writes a moment as `14 November 2023, 22:13 UTC`.
pub(crate) fn people(at: Timestamp) -> String {
    let stamp = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default();
    stamp.strftime("%-d %B %Y, %H:%M UTC").to_string()
}
