//! Changing the own password by a program (operation ChangePassword). The user's
//! sessions of the console end.

use identity::Identity;
use identity::audit::Action;
use identity::password::Password;

use crate::account::create::hash_accepted;
use crate::authorize::Ask;
use crate::iam::login_profiles::violation;
use crate::notices::{self, Circumstances, PasswordChanged};
use crate::passwords::{accept_of_user, binding, put_of_user};
use crate::record::Entry;
use crate::service::corrupt;
use crate::session::confirm::check_password;
use crate::{Caller, Kind, Service, ServiceError};

/// Changes the password of the user who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    old: &Password,
    new: Password,
) -> Result<(), ServiceError> {
    const ACTION: &str = "iam:ChangePassword";
    if caller.user_name().is_none() {
        let message = "Only IAM Users can change their own password.";
        return Err(ServiceError::api(Kind::InvalidUserType, message));
    }
    let (inner, who) = (svc.clone(), caller.clone());
    let account = svc
        .read(move |tx| {
            // The account's policy can allow it to every user.
            if binding(tx, who.account, &who.identity)?.is_some_and(|policy| policy.allow_change) {
                who.authorize_own(&inner, tx, ACTION)?;
            } else {
                who.authorize(&inner, tx, &Ask::new(ACTION, who.arn()))?;
            }
            if tx.password(who.account, &who.identity)?.is_none() {
                let message = format!("Login Profile for User {} cannot be found.", who.name);
                return Err(ServiceError::api(Kind::NoSuchEntity, message));
            }
            tx.account(who.account)?.ok_or_else(|| corrupt("an account is missing"))
        })
        .await?;
    check_password(svc, caller, old, Action::ChangePassword).await.map_err(
        |error| match error {
            ServiceError::Invalid { .. } | ServiceError::Wait(_) => {
                ServiceError::access_denied("The old password was incorrect.")
            }
            other => other,
        },
    )?;
    let identity: Option<Identity> = Some(caller.identity.clone());
    let accepted = accept_of_user(svc, &account, caller.name(), identity, new).await;
    let record = hash_accepted(svc, &accepted.map_err(violation)?, false).await?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let (account, identity) = (caller.account, &caller.identity);
        put_of_user(tx, account, identity, &record)?;
        tx.remove_sessions_of(account, identity, None)?;
        tx.remove_sign_ins_of(account, identity)?;
        Entry::by(&caller, Action::ChangePassword).keep(tx, account, now)?;
        let notice = PasswordChanged {
            owner: caller.name(),
            by: None,
            circumstances: Circumstances::of(&caller, now),
        };
        let event = format!("{}/{}", identity.key(), now.as_micros());
        notices::queue(&inner, tx, account, &notice, &event, now)?;
        Ok(())
    })
    .await
}
