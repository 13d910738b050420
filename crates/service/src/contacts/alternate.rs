//! An alternate contact as programs read it (operation GetAlternateContact). It is
//! set in the console alone: it counts once a code that was sent there has come back.

use identity::contact::Contact;

use super::{own_account, view};
use crate::authorize::Ask;
use crate::{Caller, Kind, Service, ServiceError};

/// Is an alternate contact that was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternate {
    /// Who is reached there; empty where nobody said.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// Returns an alternate contact; refused where there is none.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    contact: Contact,
    account_id: Option<&str>,
) -> Result<Alternate, ServiceError> {
    let named = own_account::is_named(account_id)?;
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let ask = Ask::on_account("account:GetAlternateContact", caller.account);
        caller.authorize(&inner, tx, &ask)?;
        if named {
            return Err(own_account::refusal());
        }
        let known = view::record(tx, caller.account, contact)?;
        let known = known.filter(|known| contact.is_alternate() && known.confirmed.is_some());
        let known = known.ok_or_else(|| {
            let message = "No contact of the inputted alternate contact type found.";
            ServiceError::api(Kind::ResourceNotFound, message)
        })?;
        Ok(Alternate { name: known.name, email: known.value })
    })
    .await
}
