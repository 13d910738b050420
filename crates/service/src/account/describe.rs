//! The account with its contact details, for who may change them.

use identity::account::Account;

use crate::authorize::Ask;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Returns the caller's account, once it is sure that the caller may do something:
/// before slow work is done for it.
pub(crate) async fn account_for(
    svc: &Service,
    caller: &Caller,
    ask: Ask,
) -> Result<Account, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &ask)?;
        tx.account(caller.account)?.ok_or_else(|| corrupt("an account is missing"))
    })
    .await
}

/// Returns the caller's account with its contact details.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Account, ServiceError> {
    account_for(svc, caller, Ask::on_account("account:GetContactInformation", caller.account)).await
}
