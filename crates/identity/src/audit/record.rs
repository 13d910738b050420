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
        /// The path of the user, or of the session's role, at the time. `/` where there
        /// is none, and where it was not put on record: with refused sign-ins, which are
        /// told without an ARN, and before paths were kept.
        path: String,
    },
    /// Somebody who proved nothing. What was typed as a name is not kept:
    /// people type passwords there.
    Stranger,
    /// The operator, at the command line of the service.
    Operator,
}

const STRANGER: &str = "stranger";
const OPERATOR: &str = "operator";
const NO_PATH: &str = "/";

impl Actor {
    /// Names an identity that has no path, or whose path is not told.
    pub fn without_path(identity: Identity, name: &str) -> Self {
        Self::Identity { identity, name: name.to_owned(), path: NO_PATH.to_owned() }
    }

    /// Names the root user.
    pub fn root() -> Self {
        Self::without_path(Identity::Root, "root")
    }

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

    /// Returns the path of an identity at the time; `None` for others, and where there
    /// is none.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Identity { path, .. } => Some(path.as_str()).filter(|path| *path != NO_PATH),
            Self::Stranger | Self::Operator => None,
        }
    }

    /// Reads what [`Self::key`], [`Self::name`] and [`Self::path`] gave; `None` for
    /// anything else.
    pub fn from_parts(key: &str, name: Option<&str>, path: Option<&str>) -> Option<Self> {
        match (key, name, path) {
            (STRANGER, None, None) => Some(Self::Stranger),
            (OPERATOR, None, None) => Some(Self::Operator),
            (_, Some(_), Some(NO_PATH)) | (_, None, _) => None,
            (key, Some(name), path) => {
                let (identity, path) = (Identity::from_key(key)?, path.unwrap_or(NO_PATH));
                Some(Self::Identity { identity, name: name.to_owned(), path: path.to_owned() })
            }
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
    use crate::names::UserId;

    #[test]
    fn actors_go_there_and_back_and_nothing_else_does() {
        let identity = Identity::User(UserId::from_random([9; 17]));
        let deep = Actor::Identity { identity, name: "ann".to_owned(), path: "/a/b/".to_owned() };
        for actor in [Actor::root(), deep, Actor::Stranger, Actor::Operator] {
            assert_eq!(
                Actor::from_parts(actor.key(), actor.name(), actor.path()),
                Some(actor.clone())
            );
        }
        for (key, name, path) in [
            ("root", None, None),
            ("root", None, Some("/a/")),
            ("root", Some("root"), Some("/")),
            ("stranger", Some("x"), None),
            ("stranger", None, Some("/a/")),
            ("operator", None, Some("/a/")),
            ("nobody", Some("x"), None),
        ] {
            assert_eq!(Actor::from_parts(key, name, path), None);
        }
    }
}
