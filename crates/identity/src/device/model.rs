//! A device as it is kept.

use crate::names::{AccountId, DeviceName, SerialNumber};
use crate::{Identity, Timestamp};

use super::DeviceClock;

/// Is a kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// An authenticator app: TOTP with a seed that we made.
    AuthenticatorApp,
}

impl DeviceKind {
    /// Returns the text that stands for this kind in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::AuthenticatorApp => "app",
        }
    }

    /// Reads what [`Self::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        (key == "app").then_some(Self::AuthenticatorApp)
    }
}

/// Is where a device stands in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// Made through the API, or taken out of use there: nobody's, until it is
    /// enabled or deleted.
    Unassigned,
    /// Named in the console by this identity, waiting for its two codes; gone
    /// after [`super::limits::UNCONFIRMED_LIFETIME`].
    Unconfirmed {
        /// Whose device it will be.
        owner: Identity,
    },
    /// In use: a code of it signs this identity in.
    Assigned {
        /// Whose device it is.
        owner: Identity,
        /// Since when.
        since: Timestamp,
        /// Since when its codes are refused, because it was reported lost.
        suspended: Option<Timestamp>,
    },
}

/// Is a device of an account.
#[derive(Clone)]
pub struct Device {
    /// The account that it belongs to.
    pub account: AccountId,
    /// The serial number, unique, never changed.
    pub serial: SerialNumber,
    /// What its owner calls it, unique in the account without regard to case.
    pub name: DeviceName,
    /// Its kind.
    pub kind: DeviceKind,
    /// Where it stands in its life.
    pub state: DeviceState,
    /// The seed, sealed for this account and serial.
    pub sealed_seed: Vec<u8>,
    /// What is known of its clock, and which codes are spent.
    pub clock: DeviceClock,
    /// When it was named.
    pub created: Timestamp,
    /// When a code of it was last accepted.
    pub last_used: Option<Timestamp>,
}

impl Device {
    /// Returns the identity that this device is, or will be, of.
    pub fn owner(&self) -> Option<&Identity> {
        match &self.state {
            DeviceState::Unassigned => None,
            DeviceState::Unconfirmed { owner } | DeviceState::Assigned { owner, .. } => Some(owner),
        }
    }

    /// Says whether it is this identity's.
    pub fn is_of(&self, identity: &Identity) -> bool {
        self.owner() == Some(identity)
    }

    /// Says whether it is in use: the identity needs a second factor to sign in,
    /// also while the device is suspended.
    pub fn is_assigned(&self) -> bool {
        matches!(self.state, DeviceState::Assigned { .. })
    }

    /// Says whether it was reported lost, so that its codes are refused.
    pub fn is_suspended(&self) -> bool {
        matches!(self.state, DeviceState::Assigned { suspended: Some(_), .. })
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("serial", &self.serial).finish_non_exhaustive()
    }
}
