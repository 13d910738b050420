//! Putting on record what happened, in the transaction in which it happened.

use identity::audit::{Action, Actor, Event, Outcome, Reason, Request};
use identity::names::{AccountId, SerialNumber};
use identity::{Identity, Timestamp};
use storage::{StorageError, Tx};

use crate::{Caller, Peer};

/// Characters of a client's name that are kept.
const AGENT: usize = 200;

/// Is an entry in the making.
#[derive(Clone)]
pub(crate) struct Entry(Event);

impl Entry {
    pub(crate) fn new(action: Action, actor: Actor) -> Self {
        let outcome = Outcome::Success;
        let request = Request::default();
        Self(Event { action, outcome, actor, target: None, detail: None, peer: None, request })
    }

    /// Begins an entry for something that a signed-in caller does.
    pub(crate) fn by(caller: &Caller, action: Action) -> Self {
        let mut entry = Self::new(action, caller.actor()).from(caller.peer());
        let id = &caller.facts().request_id;
        entry.0.request.id = (!id.is_empty()).then(|| id.clone());
        entry.0.request.access_key = caller.access_key_id().map(str::to_owned);
        entry.0.request.session = caller.session();
        entry.agent(caller.agent())
    }

    /// Begins an entry for something that an identity does while signing in.
    pub(crate) fn by_identity(identity: &Identity, name: &str, action: Action) -> Self {
        let actor = Actor::Identity { identity: identity.clone(), name: name.to_owned() };
        Self::new(action, actor)
    }

    pub(crate) fn from(mut self, peer: Peer) -> Self {
        self.0.peer = Some(peer.to_string());
        self
    }

    /// Says what the client calls itself; what is too long or no text is left out.
    pub(crate) fn agent(mut self, agent: &str) -> Self {
        let agent: String = agent.chars().filter(|c| !c.is_control()).take(AGENT).collect();
        self.0.request.agent = (!agent.is_empty()).then_some(agent);
        self
    }

    pub(crate) fn on(mut self, target: impl Into<String>) -> Self {
        self.0.target = Some(target.into());
        self
    }

    /// Names a device, where one is known.
    pub(crate) fn on_device(mut self, serial: Option<&SerialNumber>) -> Self {
        self.0.target = serial.map(|serial| serial.as_str().to_owned());
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    pub(crate) fn refused(mut self, reason: Reason) -> Self {
        self.0.outcome = Outcome::Refused(reason);
        self
    }

    pub(crate) fn keep(
        self,
        tx: &mut dyn Tx,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        tx.append(account, now, &self.0).map(|_| ())
    }
}
