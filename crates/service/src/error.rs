//! Why a use case refuses, by who can do something about it. A door maps these
//! outward in one exhaustive match; private details stay in [`ServiceError::Fault`]
//! and in the audit trail.

use std::time::Duration;

use identity::device::PairFault;
use identity::password::PasswordFault;
use storage::StorageError;

use crate::ApiError;

/// Is a refusal or a fault.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// A field holds something that its rule does not allow.
    #[error("{field}: {why}")]
    Invalid {
        /// The field, as the door calls it.
        field: &'static str,
        /// What is wrong, for the person who typed it.
        why: String,
    },
    /// A new password is not accepted.
    #[error(transparent)]
    UnfitPassword(#[from] PasswordFault),
    /// The sign-in is refused. Nothing more is said to a stranger.
    #[error("the sign-in was refused")]
    SignInRefused,
    /// Too many attempts; nothing is judged before this time has passed.
    #[error("too many attempts: wait {} seconds", .0.as_secs() + 1)]
    Wait(Duration),
    /// The second factor is refused; said only after the right password.
    #[error("the code was refused")]
    Factor(FactorRefusal),
    /// The two codes do not put a device into use or back into step.
    #[error("the two codes were refused")]
    Pair(PairFault),
    /// What the caller was in the middle of is over: finished elsewhere, given
    /// up, or too old.
    #[error("this step is over: {0} is no longer waiting")]
    Gone(&'static str),
    /// The caller is not signed in any more.
    #[error("not signed in")]
    SignedOut,
    /// The caller may not do this.
    #[error("not permitted")]
    Denied,
    /// The caller may not do this alone.
    #[error("it takes a second administrator")]
    SecondNeeded,
    /// The session is for repairs after a recovery, and this is something else.
    #[error("this session is for repairs only")]
    RepairOnly,
    /// The caller may, but must prove again that it is them.
    #[error("a fresh proof of identity is needed")]
    NotFresh(FreshProof),
    /// The caller must register a device before anything else.
    #[error("a device must be registered first")]
    EnrolFirst,
    /// There is no such thing in this account.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A name that must be unique is taken.
    #[error("this {0} is taken")]
    Taken(&'static str),
    /// A fixed limit is reached.
    #[error("the limit of {1} {0} is reached")]
    Limit(&'static str, usize),
    /// A refusal in AWS's words, from the use cases of the programs' door.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The service cannot answer now; trying again later may help.
    #[error("not available now")]
    Unavailable(String),
    /// Something is broken that only the operator can mend.
    #[error("internal fault")]
    Fault(String),
}

/// Is how a caller proves again that it is them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreshProof {
    /// By one of the devices: a code, or a passkey.
    Code,
    /// By a recovery code, for want of a device that is not lost.
    RecoveryCode,
    /// By the password, for want of a device.
    Password,
}

/// Says why a code is refused, with the device's name where one is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactorRefusal {
    /// It belongs to none of the identity's devices.
    Wrong,
    /// It, or a later one, was used already.
    Spent {
        /// The device.
        device: String,
        /// Seconds until the device shows a code that was never used, at most.
        seconds: u64,
    },
    /// It is right for a clock that is off.
    ClockOff {
        /// The device.
        device: String,
        /// Seconds by which the device runs ahead (positive) or behind; 0 when
        /// it is right again, but was not when it was last resynchronised.
        seconds: i64,
    },
    /// Only two consecutive codes are accepted now.
    PairNeeded,
    /// Only passkeys, and recovery codes, are accepted of this identity.
    PasskeyNeeded,
    /// It is a code of a device that was reported lost.
    Suspended {
        /// The device.
        device: String,
    },
    /// It is a code of a device whose time is over.
    Expired {
        /// The device.
        device: String,
    },
    /// It is none of the recovery codes in force, or was used before.
    RecoveryCode {
        /// Whether it was used before.
        spent: bool,
    },
    /// It is none of the recovery codes that wait to be confirmed.
    NotOfThisSet,
    /// The answer of a passkey is not one to what was asked.
    Passkey,
    /// It came too late, or a second time.
    PasskeyLate,
    /// The counter of a passkey did not grow: it may have been copied.
    PasskeyCopied {
        /// The device.
        device: String,
    },
}

impl From<StorageError> for ServiceError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Conflict { what } => Self::Taken(what),
            StorageError::Corrupt(detail) => Self::Fault(detail),
            StorageError::Unavailable(detail) => Self::Unavailable(detail),
        }
    }
}

impl ServiceError {
    /// Makes an [`Self::Invalid`] from a rule's complaint.
    pub(crate) fn invalid(field: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Invalid { field, why: why.to_string() }
    }
}
