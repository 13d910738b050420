//! The account with its contact details, for who may see them; and what everybody in it
//! knows.

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

/// Returns what stands for the account in the address at which its users sign in: the
/// alias or the number. Whoever is signed in has come by it.
pub async fn handle(svc: &Service, caller: &Caller) -> Result<String, ServiceError> {
    let account = caller.account;
    let found = svc.read(move |tx| Ok(tx.account(account)?)).await?;
    Ok(found.ok_or_else(|| corrupt("an account is missing"))?.handle())
}
