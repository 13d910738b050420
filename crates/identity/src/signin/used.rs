//! With what a sign-in was completed.

use crate::names::SerialNumber;

/// Is a second factor that was accepted. No proof: that is used up by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsedFactor {
    /// A device, by its serial number.
    Device(SerialNumber),
    /// A recovery code.
    RecoveryCode,
}

/// Stands for a recovery code in the store. No serial number has these signs.
const RECOVERY_CODE: &str = "(recovery code)";

impl UsedFactor {
    /// Returns the device, if it was one.
    pub fn device(&self) -> Option<&SerialNumber> {
        match self {
            Self::Device(serial) => Some(serial),
            Self::RecoveryCode => None,
        }
    }

    /// Returns the text that stands for this factor in the store.
    pub fn key(&self) -> &str {
        match self {
            Self::Device(serial) => serial.as_str(),
            Self::RecoveryCode => RECOVERY_CODE,
        }
    }

    /// Reads what [`Self::key`] wrote; `None` for anything else.
    pub fn from_key(key: &str) -> Option<Self> {
        if key == RECOVERY_CODE {
            return Some(Self::RecoveryCode);
        }
        SerialNumber::parse(key).ok().map(Self::Device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_there_and_back() {
        let serial = SerialNumber::parse("arn:aws:iam::123456789012:mfa/x").unwrap();
        for factor in [UsedFactor::Device(serial), UsedFactor::RecoveryCode] {
            assert_eq!(UsedFactor::from_key(factor.key()), Some(factor));
        }
        assert!(SerialNumber::parse(RECOVERY_CODE).is_err(), "no device can have this name");
        assert_eq!(UsedFactor::from_key("("), None);
    }
}
