//! Replacing a user's console password, or demanding that the user does
//! (operation UpdateLoginProfile). The user's sessions of the console end.

use identity::audit::Action;
use identity::password::Password;
use storage::PasswordRecord;

use super::shared::{hash, missing, user};
use crate::notices::{self, Circumstances, PasswordChanged, whose};
use crate::passwords::put_of_user;
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Is what is wanted. What is left out stays.
#[derive(Clone, Debug)]
pub struct UpdateProfile {
    /// The user's name.
    pub user_name: String,
    /// The new password.
    pub password: Option<Password>,
    /// Whether it must be replaced at the next sign-in.
    pub reset_required: Option<bool>,
}

/// Changes the password of a user who has one.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: UpdateProfile,
) -> Result<(), ServiceError> {
    const ACTION: &str = "iam:UpdateLoginProfile";
    let (inner, who, name) = (svc.clone(), caller.clone(), command.user_name.clone());
    let (account, found) = svc
        .read(move |tx| {
            let found = user(&inner, tx, &who, Some(&name), ACTION)?;
            if tx.password(who.account, &found.identity())?.is_none() {
                return Err(missing(&name));
            }
            let account = tx.account(who.account)?;
            Ok((account.ok_or_else(|| corrupt("an account is missing"))?, found))
        })
        .await?;
    let new = match command.password.clone() {
        None => None,
        Some(password) => Some(hash(svc, &account, &found, password, false).await?),
    };
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let user = user(&inner, tx, &caller, Some(&command.user_name), ACTION)?;
        let identity = user.identity();
        let old = tx.password(account, &identity)?.ok_or_else(|| missing(user.name.as_str()))?;
        let must_change = command.reset_required.unwrap_or(old.must_change);
        match &new {
            Some(new) => {
                let record = PasswordRecord { must_change, ..new.clone() };
                put_of_user(tx, account, &identity, &record)?;
            }
            None => tx.put_password(account, &identity, &PasswordRecord { must_change, ..old })?,
        }
        tx.remove_sessions_of(account, &identity, None)?;
        tx.remove_sign_ins_of(account, &identity)?;
        Entry::by(&caller, Action::UpdateLoginProfile)
            .on(user.name.as_str())
            .keep(tx, account, now)?;
        if new.is_some() {
            let notice = PasswordChanged {
                owner: user.name.as_str(),
                by: Some(format!("by {}", whose(caller.name()))),
                circumstances: Circumstances::of(&caller, now),
            };
            let event = format!("{}/{}", identity.key(), now.as_micros());
            notices::queue(&inner, tx, account, &notice, &event, now)?;
        }
        Ok(())
    })
    .await
}
