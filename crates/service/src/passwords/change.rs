//! Changing one's own password: with the present one, and, for who has a device,
//! a fresh second factor. All other sessions end.

use identity::Identity;
use identity::audit::Action;
use identity::password::Password;

use super::{accept_of_user, binding, put_of_user};
use crate::account::create::{hash_accepted, hash_root_password};
use crate::authorize::Ask;
use crate::notices::{self, Circumstances, PasswordChanged};
use crate::record::Entry;
use crate::recovery::end_all;
use crate::service::corrupt;
use crate::session::confirm::{check_password, renew};
use crate::{Bearer, Caller, Service, ServiceError, second_factors};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Change {
    /// The present password.
    pub present: Password,
    /// The new one.
    pub new: Password,
}

/// Changes the caller's password and returns the session's new token.
pub async fn run(svc: &Service, caller: &Caller, command: Change) -> Result<Bearer, ServiceError> {
    let (inner, who, now) = (svc.clone(), caller.clone(), svc.now());
    let account = svc
        .read(move |tx| {
            // Everybody may, unless a policy denies it or the account leaves it to
            // policies.
            if binding(tx, who.account, &who.identity)?.is_some_and(|policy| !policy.allow_change) {
                who.authorize(&inner, tx, &Ask::new("iam:ChangePassword", who.arn()))?;
            } else {
                who.authorize_own(&inner, tx, "iam:ChangePassword")?;
            }
            if second_factors::any(tx, who.account, &who.identity)? {
                who.require_fresh(tx, now)?;
            }
            tx.account(who.account)?.ok_or_else(|| corrupt("an account is missing"))
        })
        .await?;
    // CloudTrail tells root's as an event of the sign-in: it is no operation of IAM.
    let action = match &caller.identity {
        Identity::Root => Action::PasswordUpdated,
        Identity::User(_) | Identity::Role(_) => Action::ChangePassword,
    };
    check_password(svc, caller, &command.present, action).await?;
    if command.present.expose() == command.new.expose() {
        return Err(ServiceError::invalid("new_password", "it is the one that you have now"));
    }
    let record = match &caller.identity {
        Identity::Root => hash_root_password(svc, &account, command.new).await?,
        Identity::User(_) => {
            let identity = Some(caller.identity.clone());
            let new = command.new;
            let accepted = accept_of_user(svc, &account, caller.name(), identity, new).await?;
            hash_accepted(svc, &accepted, false).await?
        }
        Identity::Role(_) => return Err(ServiceError::Denied),
    };
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        put_of_user(tx, account, &caller.identity, &record)?;
        let session = renew(&inner, tx, &caller, None, now)?;
        tx.remove_sessions_of(account, &caller.identity, Some(&session.hash()))?;
        tx.remove_sign_ins_of(account, &caller.identity)?;
        end_all(tx, account, &caller.identity)?;
        Entry::by(&caller, action).keep(tx, account, now)?;
        let notice = PasswordChanged {
            owner: caller.name(),
            by: None,
            circumstances: Circumstances::of(&caller, now),
        };
        let event = format!("{}/{}", caller.identity.key(), now.as_micros());
        notices::queue(&inner, tx, account, &notice, &event, now)?;
        Ok(session)
    })
    .await
}
