//! The ways in which the owner of an account is reached, and who else is told
//! when something happens to it. A way counts once a code sent there has come
//! back.

use crate::Timestamp;

/// Is one way of reaching those behind an account. The alternate contacts are
/// the ones that AWS knows (operation PutAlternateContact).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Contact {
    /// The root user's e-mail address.
    Email,
    /// The primary telephone, used in root recovery.
    Phone,
    /// Whom to tell of what threatens the account.
    Security,
    /// Whom to tell of what changes in its use.
    Operations,
    /// Whom to tell of what it costs.
    Billing,
}

impl Contact {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 5] =
        [Self::Email, Self::Phone, Self::Security, Self::Operations, Self::Billing];

    /// The alternate contacts: e-mail addresses of others.
    pub const ALTERNATE: [Self; 3] = [Self::Security, Self::Operations, Self::Billing];

    /// Returns the text that stands for it in the store and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Security => "security",
            Self::Operations => "operations",
            Self::Billing => "billing",
        }
    }

    /// Reads what [`Self::key`] gave; `None` for anything else.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|contact| contact.key() == key)
    }

    /// Says whether it is an alternate contact.
    pub fn is_alternate(self) -> bool {
        Self::ALTERNATE.contains(&self)
    }
}

/// Is what is known of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRecord {
    /// The address or number that was confirmed. Where the account has another
    /// one by now, nothing is confirmed.
    pub value: String,
    /// Who is reached there; empty where nobody said.
    pub name: String,
    /// When a code sent there came back.
    pub confirmed: Option<Timestamp>,
    /// When somebody last said that it is still right.
    pub reviewed: Timestamp,
}

/// Is a way that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingContact {
    /// The address or number that the code was sent to.
    pub value: String,
    /// Who is reached there.
    pub name: String,
    /// A keyed hash of the code.
    pub code: [u8; 32],
    /// When it was sent.
    pub sent: Timestamp,
    /// Wrong codes so far.
    pub failures: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_there_and_back() {
        for contact in Contact::ALL {
            assert_eq!(Contact::from_key(contact.key()), Some(contact));
        }
        assert_eq!(Contact::from_key("Email"), None);
        assert_eq!(Contact::ALL.iter().filter(|contact| contact.is_alternate()).count(), 3);
    }
}
