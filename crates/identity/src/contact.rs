//! The ways in which the owner of an account is reached, and who else is told
//! when something happens to it. A way counts once a code sent there has come
//! back.

use std::time::Duration;

use crate::Timestamp;

/// For how long a telephone number counts after a call has confirmed it: carriers give
/// numbers that were given up to others.
pub const NUMBER_COUNTS_FOR: Duration = Duration::from_hours(365 * 24);

/// How long after a call its owner is asked to confirm a number again.
pub const NUMBER_ASKED_AFTER: Duration = Duration::from_hours(182 * 24);

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

/// Is what a way is good for in a recovery of root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: no code that was sent there has ever come back.
    Unconfirmed,
    /// Nothing any more: it was confirmed too long ago.
    Outdated,
    /// It counts, and should be confirmed again before it stops to.
    Aging,
    /// It counts.
    Good,
}

impl Standing {
    /// Weighs a way that was last confirmed then. An address counts from its first
    /// confirmation on, and a telephone number for a year after each.
    pub fn of(contact: Contact, confirmed: Option<Timestamp>, now: Timestamp) -> Self {
        match confirmed.map(|at| now.since(at)) {
            None => Self::Unconfirmed,
            Some(age) if contact == Contact::Phone && age >= NUMBER_COUNTS_FOR => Self::Outdated,
            Some(age) if contact == Contact::Phone && age >= NUMBER_ASKED_AFTER => Self::Aging,
            Some(_) => Self::Good,
        }
    }

    /// Says whether it counts.
    pub fn counts(self) -> bool {
        matches!(self, Self::Aging | Self::Good)
    }
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
    fn a_number_counts_for_a_year_and_an_address_for_good() {
        let then = Timestamp::from_unix_seconds(1_700_000_000);
        let of = |contact, days: u64| {
            Standing::of(contact, Some(then), then.plus(Duration::from_hours(days * 24)))
        };
        assert_eq!(of(Contact::Phone, 181), Standing::Good);
        assert_eq!(of(Contact::Phone, 182), Standing::Aging);
        assert_eq!(of(Contact::Phone, 364), Standing::Aging);
        assert_eq!(of(Contact::Phone, 365), Standing::Outdated);
        assert_eq!(of(Contact::Email, 3650), Standing::Good);
        for contact in Contact::ALL {
            assert_eq!(Standing::of(contact, None, then), Standing::Unconfirmed);
        }
        let counting = [Standing::Aging, Standing::Good];
        assert!(counting.iter().all(|standing| standing.counts()));
        assert!(!Standing::Unconfirmed.counts() && !Standing::Outdated.counts());
    }

    #[test]
    fn keys_go_there_and_back() {
        for contact in Contact::ALL {
            assert_eq!(Contact::from_key(contact.key()), Some(contact));
        }
        assert_eq!(Contact::from_key("Email"), None);
        assert_eq!(Contact::ALL.iter().filter(|contact| contact.is_alternate()).count(), 3);
    }
}
