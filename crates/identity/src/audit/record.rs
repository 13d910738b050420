//! One entry of an account's audit trail.

use crate::{Identity, Timestamp};

use super::{Action, Reason};

/// Is who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An identity of the account, with the name that it had then (`root` for
    /// the root user).
    Identity {
        /// The identity.
        identity: Identity,
        /// Its name at the time.
        name: String,
    },
    /// Somebody who proved nothing. What was typed as a name is not kept:
    /// people type passwords there.
    Stranger,
    /// The operator, at the command line of the service.
    Operator,
}

const STRANGER: &str = "stranger";
const OPERATOR: &str = "operator";

impl Actor {
    /// Returns the text that stands for this actor in the store.
    pub fn key(&self) -> &str {
        match self {
            Self::Identity { identity, .. } => identity.key(),
            Self::Stranger => STRANGER,
            Self::Operator => OPERATOR,
        }
    }

    /// Returns the name of an identity at the time; `None` for others.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Identity { name, .. } => Some(name),
            Self::Stranger | Self::Operator => None,
        }
    }

    /// Reads what [`Self::key`] and [`Self::name`] gave; `None` for anything else.
    pub fn from_parts(key: &str, name: Option<&str>) -> Option<Self> {
        match (key, name) {
            (STRANGER, None) => Some(Self::Stranger),
            (OPERATOR, None) => Some(Self::Operator),
            (key, Some(name)) => {
                let identity = Identity::from_key(key)?;
                Some(Self::Identity { identity, name: name.to_owned() })
            }
            (_, None) => None,
        }
    }
}

/// Is how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Success,
    /// Refused, for this reason.
    Refused(Reason),
}

/// Is what happened, before it has its place and time in the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What was done.
    pub action: Action,
    /// How it ended.
    pub outcome: Outcome,
    /// Who did it.
    pub actor: Actor,
    /// What it was done to: a serial number or a user's name.
    pub target: Option<String>,
    /// What else is worth knowing, in a few words, such as `MFAUsed=Yes`.
    /// Never a secret.
    pub detail: Option<String>,
    /// The network address that it came from.
    pub peer: Option<String>,
    /// The request that it came with.
    pub request: Request,
}

/// Is what is known of the request behind an event. All of it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The id that the door gave to the request and told the client.
    pub id: Option<String>,
    /// What the client calls itself.
    pub agent: Option<String>,
    /// The id of the access key that signed the request. Never its secret.
    pub access_key: Option<String>,
    /// The session in which it came.
    pub session: Option<SessionFacts>,
    /// The parameters, as a JSON object in CloudTrail's words. Never a secret:
    /// the door leaves codes, passwords and seeds out.
    pub parameters: Option<String>,
    /// What was answered, as a JSON object in CloudTrail's words. Never a secret.
    pub response: Option<String>,
    /// The error that a program was answered with.
    pub refusal: Option<Refusal>,
}

/// Is what is known of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    /// When it began.
    pub began: Timestamp,
    /// Whether a second factor was accepted in it.
    pub mfa: bool,
    /// Whether it is of a federated user: somebody for whom the identity asked
    /// GetFederationToken, and whose name the actor has.
    pub federated: bool,
}

impl SessionFacts {
    /// Returns the number that stands in the store for what is known of a session
    /// besides its beginning.
    pub fn kind(self) -> u8 {
        u8::from(self.mfa) | u8::from(self.federated) << 1
    }

    /// Reads what [`Self::kind`] gave; `None` for anything else.
    pub fn from_parts(began: Timestamp, kind: u8) -> Option<Self> {
        (kind < 4).then_some(Self { began, mfa: kind & 1 != 0, federated: kind & 2 != 0 })
    }
}

/// Is an error as CloudTrail writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code in its long form, such as `EntityAlreadyExistsException`.
    pub code: String,
    /// The message that the client was given.
    pub message: String,
}

/// Is an event in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The place: 1, 2, 3, ... in each account, without gaps.
    pub seq: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_go_there_and_back_and_nothing_else_does() {
        let root = Actor::Identity { identity: Identity::Root, name: "root".to_owned() };
        for actor in [root, Actor::Stranger, Actor::Operator] {
            assert_eq!(Actor::from_parts(actor.key(), actor.name()), Some(actor));
        }
        for (key, name) in [("root", None), ("stranger", Some("x")), ("nobody", Some("x"))] {
            assert_eq!(Actor::from_parts(key, name), None);
        }
    }
}
