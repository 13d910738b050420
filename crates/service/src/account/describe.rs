//! The account with its contact details, for who may change them.

use identity::account::Account;

use crate::caller::Permission;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Returns the caller's account.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Account, ServiceError> {
    caller.require(Permission::ManageContact)?;
    let id = caller.account;
    svc.read(move |tx| tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))).await
}
