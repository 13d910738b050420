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
