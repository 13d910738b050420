//! A passkey as one of an identity's devices, and what its challenges are for.

use webauthn::Credential;

use crate::names::SerialNumber;

/// Is the public half of a passkey, with the device that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The device.
    pub serial: SerialNumber,
    /// What is kept of the credential.
    pub credential: Credential,
}

/// Is what a challenge was made for. An answer serves nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengePurpose {
    /// A new passkey.
    Register,
    /// The second step of a sign-in.
    SignIn,
    /// A fresh proof in a session.
    Confirm,
}

impl ChallengePurpose {
    /// Returns the text that stands for it in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::Confirm => "confirm",
        }
    }

    /// Reads what [`Self::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "register" => Some(Self::Register),
            "sign-in" => Some(Self::SignIn),
            "confirm" => Some(Self::Confirm),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_go_there_and_back() {
        use ChallengePurpose::{Confirm, Register, SignIn};
        for purpose in [Register, SignIn, Confirm] {
            assert_eq!(ChallengePurpose::from_key(purpose.key()), Some(purpose));
        }
        assert_eq!(ChallengePurpose::from_key("anything"), None);
    }
}
