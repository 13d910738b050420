//! Putting on record what happened, in the transaction in which it happened.

use identity::audit::{Action, Actor, Event, Outcome, Reason, Refusal, Request};
use identity::names::{AccountId, SerialNumber};
use identity::signin::Subject;
use identity::{Identity, Timestamp};
use serde_json::Value;
use storage::{StorageError, Tx};

use crate::trace::Trace;
use crate::{Caller, Peer, ServiceError};

/// Characters of a client's name that are kept.
const AGENT: usize = 200;
/// Characters of an error's message that are kept.
const MESSAGE: usize = 1000;

/// Is an entry in the making.
#[derive(Clone)]
pub(crate) struct Entry {
    event: Event,
    /// The parameters in CloudTrail's words, where no door has handed over any.
    asked: Option<Value>,
    trace: Trace,
}

impl Entry {
    pub(crate) fn new(action: Action, actor: Actor) -> Self {
        let outcome = Outcome::Success;
        let request = Request::default();
        let event =
            Event { action, outcome, actor, target: None, detail: None, peer: None, request };
        Self { event, asked: None, trace: Trace::default() }
    }

    /// Begins an entry for something that a signed-in caller does.
    pub(crate) fn by(caller: &Caller, action: Action) -> Self {
        let mut entry = Self::new(action, caller.actor()).from(caller.peer());
        let id = &caller.facts().request_id;
        entry.event.request.id = (!id.is_empty()).then(|| id.clone());
        entry.event.request.access_key = caller.access_key_id().map(str::to_owned);
        entry.event.request.session = caller.session();
        entry.trace = caller.trace.clone();
        entry.agent(caller.agent())
    }

    /// Begins an entry for something that an identity does while signing in, and that is
    /// told without an ARN: what root does, and what is refused.
    pub(crate) fn by_identity(identity: &Identity, name: &str, action: Action) -> Self {
        Self::new(action, Actor::without_path(identity.clone(), name))
    }

    /// Begins an entry for something that root or a user does without a session.
    pub(crate) fn by_subject(
        tx: &mut dyn Tx,
        subject: &Subject,
        action: Action,
    ) -> Result<Self, ServiceError> {
        let identity = subject.identity.clone();
        let actor = match &identity {
            Identity::Root => Actor::root(),
            Identity::User(id) => {
                let user = tx.user(subject.account, id)?.ok_or(ServiceError::SignedOut)?;
                let (name, path) = (user.name.as_str().to_owned(), user.path.as_str().to_owned());
                Actor::Identity { identity, name, path }
            }
            // A role has no password to sign in with.
            Identity::Role(_) => return Err(ServiceError::SignedOut),
        };
        Ok(Self::new(action, actor))
    }

    pub(crate) fn from(mut self, peer: Peer) -> Self {
        self.event.peer = Some(peer.to_string());
        self
    }

    /// Says what the client calls itself; what is too long or no text is left out.
    pub(crate) fn agent(mut self, agent: &str) -> Self {
        let agent: String = agent.chars().filter(|c| !c.is_control()).take(AGENT).collect();
        self.event.request.agent = (!agent.is_empty()).then_some(agent);
        self
    }

    pub(crate) fn on(mut self, target: impl Into<String>) -> Self {
        self.event.target = Some(target.into());
        self
    }

    /// Names a device, where one is known.
    pub(crate) fn on_device(mut self, serial: Option<&SerialNumber>) -> Self {
        self.event.target = serial.map(|serial| serial.as_str().to_owned());
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.event.detail = Some(detail.into());
        self
    }

    /// Says what was asked for, in CloudTrail's words. A door that knows the request
    /// itself hands over its parameters, and those count. Never a secret.
    pub(crate) fn asked(mut self, parameters: Value) -> Self {
        self.asked = Some(parameters);
        self
    }

    /// Says what was answered, in CloudTrail's words. Never a secret.
    pub(crate) fn answered(mut self, elements: &Value) -> Self {
        self.event.request.response = Some(elements.to_string());
        self
    }

    pub(crate) fn refused(mut self, reason: Reason) -> Self {
        self.event.outcome = Outcome::Refused(reason);
        self
    }

    /// Says with what error a program was answered.
    pub(crate) fn error(mut self, code: String, message: &str) -> Self {
        let message = message.chars().filter(|c| *c != '\0').take(MESSAGE).collect();
        self.event.request.refusal = Some(Refusal { code, message });
        self
    }

    /// Says that a program was denied access, in these words.
    pub(crate) fn denied(self, message: &str) -> Self {
        self.error("AccessDenied".to_owned(), message)
    }

    /// Ends the making.
    pub(crate) fn into_event(self) -> Event {
        let Self { mut event, asked, trace } = self;
        event.request.parameters =
            trace.parameters().map(str::to_owned).or_else(|| asked.map(|asked| asked.to_string()));
        event
    }

    pub(crate) fn keep(
        self,
        tx: &mut dyn Tx,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let trace = self.trace.clone();
        let event = self.into_event();
        tx.append(account, now, &event)?;
        trace.keep(event.outcome);
        Ok(())
    }
}
