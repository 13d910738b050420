//! What a set-up link is good for. Looking uses nothing up.

use identity::account::Account;
use storage::SetUpPurpose;

use super::find;
use crate::service::corrupt;
use crate::{LinkToken, Service, ServiceError};

/// Is what the page behind a link asks for.
#[derive(Clone, Debug)]
pub enum Offer {
    /// Name, address and password of the first account.
    FirstAccount,
    /// The password of this account's root user.
    RootPassword(Box<Account>),
}

/// Looks at a link.
pub async fn run(svc: &Service, token: &LinkToken) -> Result<Offer, ServiceError> {
    let (token, now) = (token.clone(), svc.now());
    svc.read(move |tx| match find(tx, &token, now)?.purpose {
        SetUpPurpose::FirstAccount => Ok(Offer::FirstAccount),
        SetUpPurpose::ForgottenPassword(_) => Err(ServiceError::Gone("the link")),
        SetUpPurpose::RootPassword(id) => {
            let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
            Ok(Offer::RootPassword(Box::new(account)))
        }
    })
    .await
}
