//! What a link is good for. Looking uses nothing up: scanners of mail look at
//! every link.

use identity::account::Account;

use super::link::account_of;
use crate::service::corrupt;
use crate::{LinkToken, Service, ServiceError};

/// Returns the account whose root password the link replaces.
pub async fn run(svc: &Service, token: &LinkToken) -> Result<Account, ServiceError> {
    let (token, now) = (token.clone(), svc.now());
    svc.read(move |tx| {
        let id = account_of(tx, &token, now)?;
        tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))
    })
    .await
}
