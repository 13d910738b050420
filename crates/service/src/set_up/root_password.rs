//! Choosing the root user's password through a one-time link. It does not sign
//! anybody in: who has a device is asked for its code at the sign-in that
//! follows.

use identity::Identity;
use identity::audit::Action;
use identity::names::AccountId;
use identity::password::Password;
use storage::{SetUpPurpose, Tx};

use super::{find, use_up};
use crate::account::create::hash_root_password;
use crate::notices::{self, Circumstances, PasswordChanged};
use crate::record::Entry;
use crate::recovery::end_all;
use crate::service::corrupt;
use crate::{LinkToken, Peer, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct RootPassword {
    /// The link.
    pub token: LinkToken,
    /// The new password.
    pub password: Password,
    /// Where the request comes from.
    pub peer: Peer,
}

/// Sets the password, ends root's sessions, and uses the link up.
pub async fn run(svc: &Service, command: RootPassword) -> Result<(), ServiceError> {
    let (token, now) = (command.token.clone(), svc.now());
    let account = svc
        .read(move |tx| {
            let id = account_of(tx, &token, now)?;
            tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))
        })
        .await?;
    let record = hash_root_password(svc, &account, command.password.clone()).await?;
    let inner = svc.clone();
    svc.write(account.id, move |tx| {
        let id = account_of(tx, &command.token, now)?;
        use_up(tx, &command.token)?;
        tx.put_password(id, &Identity::Root, &record)?;
        tx.remove_sessions_of(id, &Identity::Root, None)?;
        tx.remove_sign_ins_of(id, &Identity::Root)?;
        end_all(tx, id, &Identity::Root)?;
        Entry::by_identity(&Identity::Root, "root", Action::PasswordUpdated)
            .from(command.peer)
            .detail("by one-time link")
            .keep(tx, id, now)?;
        let notice = PasswordChanged {
            owner: "root",
            by: Some("by a one-time link of the operator".to_owned()),
            circumstances: Circumstances::at(command.peer, now),
        };
        notices::queue(&inner, tx, id, &notice, &format!("root/{}", now.as_micros()), now)?;
        Ok(())
    })
    .await
}

fn account_of(
    tx: &mut dyn Tx,
    token: &LinkToken,
    now: identity::Timestamp,
) -> Result<AccountId, ServiceError> {
    match find(tx, token, now)?.purpose {
        SetUpPurpose::RootPassword(id) => Ok(id),
        SetUpPurpose::FirstAccount | SetUpPurpose::ForgottenPassword(_) => {
            Err(ServiceError::Gone("the link"))
        }
    }
}
