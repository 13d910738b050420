//! Drills: an owner pretends to have lost a thing and gets in by another one, so
//! that the way back is known to work before it is needed.

use std::time::Duration;

use crate::Timestamp;
use crate::names::SerialNumber;

/// After so long a drill says little: things are moved, sold and forgotten.
pub const DRILL_HOLDS: Duration = Duration::from_hours(180 * 24);

/// Is a thing that stands behind the password.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A device.
    Device(SerialNumber),
    /// The sheet of recovery codes.
    RecoveryCodes,
}

/// Stands for the sheet; no serial number has a blank.
const CODES: &str = "recovery codes";

impl Thing {
    /// Returns the text that stands for it in the store.
    pub fn key(&self) -> &str {
        match self {
            Self::Device(serial) => serial.as_str(),
            Self::RecoveryCodes => CODES,
        }
    }

    /// Reads what [`Self::key`] gave; `None` for anything else.
    pub fn from_key(key: &str) -> Option<Self> {
        if key == CODES {
            return Some(Self::RecoveryCodes);
        }
        SerialNumber::parse(key).ok().map(Self::Device)
    }
}

/// Is a drill that ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drill {
    /// What was lost, as was pretended.
    pub lost: Thing,
    /// What led in without it.
    pub way: Thing,
    /// When.
    pub at: Timestamp,
}

impl Drill {
    /// Says whether it was long ago.
    pub fn is_old(&self, now: Timestamp) -> bool {
        now.since(self.at) >= DRILL_HOLDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_back_from_their_keys() {
        let device = Thing::Device(SerialNumber::parse("arn:aws:iam::1:mfa/root-phone").unwrap());
        for thing in [device, Thing::RecoveryCodes] {
            assert_eq!(Thing::from_key(thing.key()), Some(thing));
        }
        assert_eq!(Thing::from_key("two words"), None);
    }

    #[test]
    fn a_drill_holds_for_half_a_year() {
        let drill = Drill {
            lost: Thing::RecoveryCodes,
            way: Thing::RecoveryCodes,
            at: Timestamp::from_micros(0),
        };
        let end = drill.at.plus(DRILL_HOLDS);
        assert!(!drill.is_old(Timestamp::from_micros(end.as_micros() - 1)));
        assert!(drill.is_old(end));
    }
}
