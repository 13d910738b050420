//! Making an account without a link, where the operator has opened sign-up.

use identity::password::Password;

use crate::account::create::{Create, Prepared};
use crate::signin::{Origin, SignedIn, open_new_root_session};
use crate::{Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct SignUp {
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
pub async fn run(svc: &Service, command: SignUp) -> Result<SignedIn, ServiceError> {
    if !svc.settings().open_sign_up {
        return Err(ServiceError::Denied);
    }
    let now = svc.now();
    svc.peers().admit(command.origin.peer, now).map_err(ServiceError::Wait)?;
    let create = Create {
        name: command.name.clone(),
        email: command.email.clone(),
        account_id: None,
        password: Some(command.password.clone()),
        with_access_key: false,
    };
    let prepared = Prepared::new(svc, &create).await?;
    let inner = svc.clone();
    svc.write_anywhere(move |tx| {
        let account = prepared.insert_for_owner(tx, command.origin.peer)?;
        open_new_root_session(&inner, tx, account.id, &command.origin, account.created)
    })
    .await
}
