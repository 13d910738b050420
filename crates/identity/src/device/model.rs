//! A device as it is kept.

use crate::names::{AccountId, DeviceName, SerialNumber};
use crate::{Identity, Timestamp};

use super::DeviceClock;

/// Is a kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// An authenticator app: TOTP with a seed that we made.
    AuthenticatorApp,
    /// A passkey or security key (WebAuthn): it signs a challenge, has no codes,
    /// and cannot be talked out of its owner.
    Passkey,
}

impl DeviceKind {
    /// Returns the text that stands for this kind in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::AuthenticatorApp => "app",
            Self::Passkey => "passkey",
        }
    }

    /// Reads what [`Self::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "app" => Some(Self::AuthenticatorApp),
            "passkey" => Some(Self::Passkey),
            _ => None,
        }
    }

    /// Says whether devices of this kind show codes that people type.
    pub fn has_codes(self) -> bool {
        match self {
            Self::AuthenticatorApp => true,
            Self::Passkey => false,
        }
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
    /// In use: it signs this identity in.
    Assigned {
        /// Whose device it is.
        owner: Identity,
        /// Since when.
        since: Timestamp,
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
    /// The seed, sealed for this account and serial; empty where there are no codes.
    pub sealed_seed: Vec<u8>,
    /// What is known of its clock, and which codes are spent.
    pub clock: DeviceClock,
    /// When it was named.
    pub created: Timestamp,
    /// When it was last accepted.
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

    /// Says whether it is in use.
    pub fn is_assigned(&self) -> bool {
        matches!(self.state, DeviceState::Assigned { .. })
    }

    /// Says whether it is in use and its codes are accepted.
    pub fn accepts_codes(&self) -> bool {
        self.is_assigned() && self.kind.has_codes()
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("serial", &self.serial).finish_non_exhaustive()
    }
}
