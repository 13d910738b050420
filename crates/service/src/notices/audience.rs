//! Whom a notice is for, as addresses.

use identity::account::Account;
use identity::contact::Contact;
use identity::names::EmailAddress;
use storage::Tx;

use crate::ServiceError;

/// Is whom a notice is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Who answers for the root user: the root user's address and the security
    /// contact.
    OfRoot,
    /// Who answers for a user, who has no address: the security contact, or the
    /// root user's address where there is none.
    OfUser,
    /// Every address of the account.
    Everybody,
    /// Every address of the account, and one that was one until now.
    EverybodyAnd(EmailAddress),
    /// One address, whether or not it is one of the account.
    Only(EmailAddress),
}

impl Audience {
    /// Returns who answers for an identity, by its name.
    pub(crate) fn of(name: &str) -> Self {
        if name == "root" { Self::OfRoot } else { Self::OfUser }
    }

    /// Returns the addresses, each once. An alternate contact counts once it is
    /// confirmed; the root user's address is written to in any case, since there
    /// may be no other.
    pub(super) fn addresses(
        &self,
        tx: &mut dyn Tx,
        account: &Account,
    ) -> Result<Vec<EmailAddress>, ServiceError> {
        let root = account.email.clone();
        let found = match self {
            Self::Only(address) => vec![address.clone()],
            Self::OfRoot => with(root, alternates(tx, account, &[Contact::Security])?),
            Self::OfUser => {
                let security = alternates(tx, account, &[Contact::Security])?;
                if security.is_empty() { vec![root] } else { security }
            }
            Self::Everybody => with(root, alternates(tx, account, &Contact::ALTERNATE)?),
            Self::EverybodyAnd(address) => {
                let mut all = with(root, alternates(tx, account, &Contact::ALTERNATE)?);
                all.push(address.clone());
                all
            }
        };
        let mut once: Vec<EmailAddress> = Vec::with_capacity(found.len());
        for address in found {
            if once.iter().all(|other| other.key() != address.key()) {
                once.push(address);
            }
        }
        Ok(once)
    }
}

fn with(first: EmailAddress, others: Vec<EmailAddress>) -> Vec<EmailAddress> {
    std::iter::once(first).chain(others).collect()
}

fn alternates(
    tx: &mut dyn Tx,
    account: &Account,
    which: &[Contact],
) -> Result<Vec<EmailAddress>, ServiceError> {
    let known = tx.contacts(account.id)?.into_iter();
    let counting =
        known.filter(|(contact, record)| which.contains(contact) && record.confirmed.is_some());
    Ok(counting.filter_map(|(_, record)| EmailAddress::parse(&record.value).ok()).collect())
}
