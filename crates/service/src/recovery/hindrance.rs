//! What stands in the way of a recovery of root: proofs that this service cannot ask
//! for, and ways of reaching the owner that were never confirmed, or too long ago. One
//! list for every page that speaks of it, and for the recovery itself.

use identity::Timestamp;
use identity::account::Account;
use identity::contact::{Contact, Standing};
use identity::names::PhoneNumber;
use storage::Tx;

use super::PhoneService;
use crate::contacts::view::confirmed;
use crate::{Service, ServiceError};

/// Is what stands in the way of a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The service sends no mail.
    NoMail,
    /// The service makes no calls.
    NoCalls,
    /// No code that was sent to root's address has ever come back.
    AddressUnconfirmed,
    /// The account has no telephone number.
    NoNumber,
    /// No call has ever confirmed the number.
    NumberUnconfirmed,
    /// No call has confirmed the number for a year.
    NumberOutdated,
}

/// Lists what stands in the way.
pub(crate) fn hindrances(
    svc: &Service,
    tx: &mut dyn Tx,
    account: &Account,
    now: Timestamp,
) -> Result<Vec<Hindrance>, ServiceError> {
    let settings = svc.settings();
    let calls = settings.phone != PhoneService::None;
    let address = Standing::of(Contact::Email, confirmed(tx, account, Contact::Email)?, now);
    let number = match (&account.phone, number_standing(tx, account, now)?) {
        (None, _) => Some(Hindrance::NoNumber),
        (Some(_), Standing::Unconfirmed) => Some(Hindrance::NumberUnconfirmed),
        (Some(_), Standing::Outdated) => Some(Hindrance::NumberOutdated),
        (Some(_), Standing::Aging | Standing::Good) => None,
    };
    let mut found = Vec::new();
    if !settings.mail {
        found.push(Hindrance::NoMail);
    } else if !address.counts() {
        found.push(Hindrance::AddressUnconfirmed);
    }
    if !calls {
        found.push(Hindrance::NoCalls);
    }
    found.extend(number.filter(|what| calls || *what == Hindrance::NoNumber));
    Ok(found)
}

/// Returns the number that a recovery calls: one that counts.
pub(crate) fn number_that_counts(
    tx: &mut dyn Tx,
    account: &Account,
    now: Timestamp,
) -> Result<Option<PhoneNumber>, ServiceError> {
    let counts = number_standing(tx, account, now)?.counts();
    Ok(account.phone.clone().filter(|_| counts))
}

fn number_standing(
    tx: &mut dyn Tx,
    account: &Account,
    now: Timestamp,
) -> Result<Standing, ServiceError> {
    Ok(Standing::of(Contact::Phone, confirmed(tx, account, Contact::Phone)?, now))
}
