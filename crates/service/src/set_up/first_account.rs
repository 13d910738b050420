//! Making the first account through the set-up link. Its owner is signed in at
//! once, to go on to the first device.

use identity::password::Password;
use storage::SetUpPurpose;

use super::{find, use_up};
use crate::account::create::{Create, Prepared};
use crate::signin::{Origin, SignedIn, open_new_root_session};
use crate::{LinkToken, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct FirstAccount {
    /// The link.
    pub token: LinkToken,
    /// What the account is called.
    pub name: String,
    /// The root user's address.
    pub email: String,
    /// The root user's password.
    pub password: Password,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Makes the account and signs its root user in.
pub async fn run(svc: &Service, command: FirstAccount) -> Result<SignedIn, ServiceError> {
    let (token, now) = (command.token.clone(), svc.now());
    // Before any work is done for a stranger.
    svc.read(move |tx| find(tx, &token, now).map(|_| ())).await?;
    let prepared = Prepared::new(
        svc,
        &Create {
            name: command.name.clone(),
            email: command.email.clone(),
            account_id: None,
            password: Some(command.password.clone()),
            with_access_key: false,
        },
    )
    .await?;
    let inner = svc.clone();
    svc.write_anywhere(move |tx| {
        let link = find(tx, &command.token, now)?;
        if link.purpose != SetUpPurpose::FirstAccount || !tx.accounts(None, 1)?.is_empty() {
            return Err(ServiceError::Gone("the link"));
        }
        use_up(tx, &command.token)?;
        let account = prepared.insert_for_owner(tx, command.origin.peer)?;
        open_new_root_session(&inner, tx, account.id, &command.origin, account.created)
    })
    .await
}
