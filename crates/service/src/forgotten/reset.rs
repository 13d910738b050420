//! Choosing a new root password through a link that was sent by mail. All
//! sessions end, nobody is signed in, devices stay: it never stands in for a
//! second factor. That it happened is remembered, since a password that came
//! through a mailbox proves no more than the mailbox.

use identity::Identity;
use identity::audit::Action;
use identity::password::Password;
use storage::SetUpPurpose;

use super::link::account_of;
use super::view;
use crate::account::create::hash_root_password;
use crate::notices::{self, Circumstances, PasswordReset};
use crate::record::Entry;
use crate::signin::Origin;
use crate::sts::revoke::of_identity;
use crate::{LinkToken, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Reset {
    /// The link.
    pub token: LinkToken,
    /// The new password.
    pub password: Password,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Sets the password and uses the link up, with all others of its kind.
pub async fn run(svc: &Service, command: Reset) -> Result<(), ServiceError> {
    let account = view::run(svc, &command.token).await?;
    let record = hash_root_password(svc, &account, command.password.clone()).await?;
    let (inner, now) = (svc.clone(), svc.now());
    svc.write(account.id, move |tx| {
        let id = account_of(tx, &command.token, now)?;
        // Of several at once one gets it.
        if !tx.remove_set_up_link(&command.token.hash())? {
            return Err(ServiceError::Gone("the link"));
        }
        tx.remove_set_up_links_for(&SetUpPurpose::ForgottenPassword(id))?;
        tx.put_password(id, &Identity::Root, &record)?;
        tx.note_mail_reset(id, &Identity::Root, now)?;
        tx.remove_sessions_of(id, &Identity::Root, None)?;
        tx.remove_sign_ins_of(id, &Identity::Root)?;
        of_identity(tx, id, &Identity::Root, now)?;
        Entry::by_identity(&Identity::Root, "root", Action::PasswordRecoveryCompleted)
            .from(command.origin.peer)
            .agent(&command.origin.agent)
            .detail("by a link that was sent by mail")
            .keep(tx, id, now)?;
        let devices = tx.count_devices(id, &Identity::Root)?;
        let circumstances = Circumstances::from(&command.origin, now);
        let notice = PasswordReset { devices, circumstances };
        notices::queue(&inner, tx, id, &notice, &format!("root/{}", now.as_micros()), now)
    })
    .await
}
