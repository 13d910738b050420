//! A device as it is kept.

use otp::{Algorithm, Digits, Period, Seed, Totp};

use crate::names::{AccountId, DeviceName, SerialNumber};
use crate::{Identity, Timestamp};

use super::DeviceClock;

/// Is a kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// An authenticator app: TOTP with a seed that we made.
    AuthenticatorApp,
    /// A hardware token: TOTP with a seed that its maker delivered. Nobody can
    /// set its clock, and when its owner gives it up it goes back into stock.
    HardwareToken {
        /// The hash function of its codes.
        algorithm: Algorithm,
        /// The length of its time step.
        period: Period,
    },
    /// A passkey or security key (WebAuthn): it signs a challenge, has no codes,
    /// and cannot be talked out of its owner.
    Passkey,
}

impl DeviceKind {
    /// Returns the text that stands for this kind in the store: `app`, or
    /// `token SHA1 30` with hash function and seconds.
    pub fn key(self) -> String {
        match self {
            Self::AuthenticatorApp => "app".to_owned(),
            Self::HardwareToken { algorithm, period } => {
                format!("token {} {}", algorithm.name(), period.seconds())
            }
            Self::Passkey => "passkey".to_owned(),
        }
    }

    /// Reads what [`Self::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "app" => return Some(Self::AuthenticatorApp),
            "passkey" => return Some(Self::Passkey),
            _ => {}
        }
        let (algorithm, seconds) = key.strip_prefix("token ")?.split_once(' ')?;
        let algorithm = Algorithm::parse(algorithm).ok()?;
        let period = Period::new(seconds.parse().ok()?)?;
        Some(Self::HardwareToken { algorithm, period })
    }

    /// Says whether devices of this kind show codes that people type.
    pub fn has_codes(self) -> bool {
        self != Self::Passkey
    }

    /// Returns the length of a time step of this kind's codes.
    pub fn period(self) -> Period {
        match self {
            // A passkey has no steps.
            Self::AuthenticatorApp | Self::Passkey => Period::THIRTY,
            Self::HardwareToken { period, .. } => period,
        }
    }

    /// Says how codes of this kind are made from a seed; `None` for a kind that has
    /// no codes.
    pub fn totp(self, seed: Seed) -> Option<Totp> {
        match self {
            Self::AuthenticatorApp => Some(Totp::standard(seed)),
            Self::HardwareToken { algorithm, period } => {
                Some(Totp { seed, algorithm, digits: Digits::SIX, period })
            }
            Self::Passkey => None,
        }
    }

    /// Says whether it is a thing that goes back into stock.
    pub fn is_token(self) -> bool {
        matches!(self, Self::HardwareToken { .. })
    }
}

/// Is where a device stands in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// Made through the API, or taken out of use there, or a hardware token in
    /// stock: nobody's, until it is enabled or deleted.
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
        /// Since when its codes are refused, because it was reported lost.
        suspended: Option<Timestamp>,
    },
}

/// Is why a device that is in use is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// It was reported lost.
    Lost,
    /// It is past the time until which its maker permits it to be used.
    Expired,
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
    /// Who made it and which model it is, where a delivery of hardware tokens said so.
    pub maker: Option<String>,
    /// The last moment at which its maker permits it to be used (RFC 6030, section 5,
    /// `ExpiryDate`), where a delivery of hardware tokens said so.
    pub expires: Option<Timestamp>,
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

    /// Says whether it is a hardware token that waits for an owner.
    pub fn is_in_stock(&self) -> bool {
        self.kind.is_token() && self.state == DeviceState::Unassigned
    }

    /// Returns the seconds that so many steps of its clock are.
    pub fn seconds_of(&self, steps: i64) -> i64 {
        steps.saturating_mul(i64::from(self.kind.period().seconds()))
    }

    /// Says whether it is in use: the identity needs a second factor to sign in,
    /// also while the device is suspended.
    pub fn is_assigned(&self) -> bool {
        matches!(self.state, DeviceState::Assigned { .. })
    }

    /// Says whether it was reported lost, so that it is refused.
    pub fn is_suspended(&self) -> bool {
        matches!(self.state, DeviceState::Assigned { suspended: Some(_), .. })
    }

    /// Says whether its time is over: its codes are refused from then on.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| now > expires)
    }

    /// Says why it is refused, where it is.
    pub fn barred(&self, now: Timestamp) -> Option<Barred> {
        if self.is_suspended() {
            Some(Barred::Lost)
        } else {
            self.is_expired(now).then_some(Barred::Expired)
        }
    }

    /// Says whether it is in use and accepted.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.is_assigned() && self.barred(now).is_none()
    }

    /// Says whether it is in use and has codes, which are looked at.
    pub fn shows_codes(&self) -> bool {
        self.is_assigned() && self.kind.has_codes()
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("serial", &self.serial).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_as_they_were_written() {
        let token = |algorithm, seconds| DeviceKind::HardwareToken {
            algorithm,
            period: Period::new(seconds).unwrap(),
        };
        for kind in [
            DeviceKind::AuthenticatorApp,
            token(Algorithm::Sha1, 30),
            token(Algorithm::Sha256, 60),
            token(Algorithm::Sha512, 30),
        ] {
            assert_eq!(DeviceKind::from_key(&kind.key()), Some(kind));
        }
        assert_eq!(token(Algorithm::Sha256, 60).key(), "token SHA256 60");
    }

    #[test]
    fn other_texts_are_no_kind() {
        for key in
            ["", "App", "token", "token SHA1", "token MD5 30", "token SHA1 0", "token SHA1 x"]
        {
            assert_eq!(DeviceKind::from_key(key), None, "{key}");
        }
    }
}
