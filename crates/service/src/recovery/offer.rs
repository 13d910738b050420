//! What a recovery would take, for somebody who has proved root's password.

use identity::recovery::Begun;

use super::hindrance::{Hindrance, hindrances};
use crate::service::corrupt;
use crate::signin::pending::{awaits_factor, find};
use crate::{Bearer, Service, ServiceError};

/// Is what a recovery would take.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The account's alias or number.
    pub account: String,
    /// The account's name.
    pub account_name: String,
    /// Root's address, which was typed a moment ago.
    pub email: String,
    /// What stands in the way.
    pub hindrances: Vec<Hindrance>,
}

/// Looks at what a recovery would take. Only from a sign-in of root that waits for
/// its second factor.
pub async fn run(svc: &Service, sign_in: &Bearer) -> Result<Offer, ServiceError> {
    let (inner, sign_in, now) = (svc.clone(), sign_in.clone(), svc.now());
    svc.read(move |tx| {
        let state = awaits_factor(find(tx, &sign_in, now)?.state)?;
        let begun = Begun::from_sign_in(&state).ok_or(ServiceError::Denied)?;
        let account =
            tx.account(begun.account())?.ok_or_else(|| corrupt("an account is missing"))?;
        Ok(Offer {
            account: account.handle(),
            account_name: account.name.as_str().to_owned(),
            email: account.email.as_str().to_owned(),
            hindrances: hindrances(&inner, tx, &account, now)?,
        })
    })
    .await
}
