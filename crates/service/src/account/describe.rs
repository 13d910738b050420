//! The caller's account, as its pages show it.

use identity::account::Account;

use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Returns the caller's account.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Account, ServiceError> {
    let id = caller.account;
    svc.read(move |tx| tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))).await
}
