//! A credential: the public half of a passkey, as a service keeps it.

use crate::PublicKey;

/// Is what is kept of a passkey (WebAuthn Level 3, section 4, "credential
/// record").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The id that the authenticator gave it, 1 to 1023 bytes.
    pub id: Vec<u8>,
    /// The public key.
    pub key: PublicKey,
    /// The counter when it was last used; 0 in those that do not count.
    pub sign_count: u32,
    /// Whether the authenticator verified its user (a PIN, a finger) when the
    /// credential was made. If so, it must do so ever after.
    pub user_verified: bool,
    /// Whether it can be copied to other machines of its owner.
    pub backup_eligible: bool,
    /// Whether it is copied there.
    pub backed_up: bool,
    /// How browsers reach the authenticator.
    pub transports: Vec<Transport>,
    /// Where the authenticator is, as the browser said.
    pub attachment: Option<Attachment>,
    /// Which model of authenticator it is, as it says itself; zeros when it does not.
    pub aaguid: [u8; 16],
}

/// Is where an authenticator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// Part of the machine that the browser runs on.
    Platform,
    /// Another thing: a security key, a telephone.
    Roaming,
}

impl Attachment {
    /// Returns the text of the standard.
    pub fn key(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Roaming => "cross-platform",
        }
    }

    /// Reads the text of the standard.
    pub fn from_key(text: &str) -> Option<Self> {
        match text {
            "platform" => Some(Self::Platform),
            "cross-platform" => Some(Self::Roaming),
            _ => None,
        }
    }
}

/// Is a way from a browser to an authenticator (section 5.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A plug.
    Usb,
    /// Held against it.
    Nfc,
    /// Bluetooth.
    Ble,
    /// A reader for smart cards.
    SmartCard,
    /// A telephone beside the machine.
    Hybrid,
    /// None: it is part of the machine.
    Internal,
}

impl Transport {
    const ALL: [Self; 6] =
        [Self::Usb, Self::Nfc, Self::Ble, Self::SmartCard, Self::Hybrid, Self::Internal];

    /// Returns the text of the standard.
    pub fn key(self) -> &'static str {
        match self {
            Self::Usb => "usb",
            Self::Nfc => "nfc",
            Self::Ble => "ble",
            Self::SmartCard => "smart-card",
            Self::Hybrid => "hybrid",
            Self::Internal => "internal",
        }
    }

    /// Takes those that are known, each once.
    pub fn known<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<Self> {
        let given: Vec<&str> = texts.into_iter().collect();
        Self::ALL.into_iter().filter(|one| given.contains(&one.key())).collect()
    }
}
