//! The primary contact as programs read it (operation GetContactInformation).

use identity::contact::{Contact, Standing};
use identity::names::PhoneNumber;

use super::{own_account, view};
use crate::authorize::Ask;
use crate::recovery::PhoneService;
use crate::service::corrupt;
use crate::{Caller, Kind, Service, ServiceError};

/// Is what is known of the primary contact. Nobody is asked for a postal address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Information {
    /// What the account is called.
    pub name: String,
    /// The telephone number that root is recovered by.
    pub phone: PhoneNumber,
    /// Whether the number counts.
    pub status: Status,
}

/// Says whether a telephone number counts in a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A call confirmed it not too long ago.
    Verified,
    /// No call has ever confirmed it, or one did too long ago.
    Unverified,
    /// No calls are made, so that none can confirm it.
    NotSupported,
}

/// Returns the primary contact; refused where the account has no number.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    account_id: Option<&str>,
) -> Result<Information, ServiceError> {
    let named = own_account::is_named(account_id)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        let ask = Ask::on_account("account:GetContactInformation", caller.account);
        caller.authorize(&inner, tx, &ask)?;
        if named {
            return Err(own_account::refusal());
        }
        let account =
            tx.account(caller.account)?.ok_or_else(|| corrupt("an account is missing"))?;
        let confirmed = view::confirmed(tx, &account, Contact::Phone)?;
        let phone = account.phone.ok_or_else(|| {
            let message = "No contact information was found: the account has no telephone number.";
            ServiceError::api(Kind::ResourceNotFound, message)
        })?;
        let status = if inner.settings().phone == PhoneService::None {
            Status::NotSupported
        } else if Standing::of(Contact::Phone, confirmed, now).counts() {
            Status::Verified
        } else {
            Status::Unverified
        };
        Ok(Information { name: account.name.as_str().to_owned(), phone, status })
    })
    .await
}
