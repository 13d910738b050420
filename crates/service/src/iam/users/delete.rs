//! Deleting a user (operation DeleteUser): only one who has nothing any more. The
//! console's page takes everything away itself.

use identity::audit::Action;
use identity::user::User;
use storage::Tx;

use crate::record::Entry;
use crate::subject;
use crate::{Caller, Service, ServiceError};

/// Deletes a user.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let user = subject::user(&inner, tx, &caller, &name, "iam:DeleteUser")?;
        refuse_in_use(tx, &user)?;
        tx.remove_user(caller.account, &user.id)?;
        Entry::by(&caller, Action::DeleteUser)
            .on(user.name.as_str())
            .detail(user.id.as_str())
            .keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}

fn refuse_in_use(tx: &mut dyn Tx, user: &User) -> Result<(), ServiceError> {
    let (account, identity, holder) = (user.account, user.identity(), user.id.as_str());
    let refuse = |what| Err(ServiceError::must_first(what));
    if !tx.attached_policies(account, holder)?.is_empty() {
        return refuse("detach all policies");
    }
    if !tx.inline_policies(account, holder)?.is_empty() {
        return refuse("delete policies");
    }
    if tx.password(account, &identity)?.is_some() {
        return refuse("delete login profile");
    }
    if tx.count_devices(account, &identity)? > 0 {
        return refuse("remove tokens from principal");
    }
    if !tx.access_keys_of(account, &identity)?.is_empty()
        || !tx.groups_of(account, &user.id)?.is_empty()
    {
        return refuse("remove referenced objects");
    }
    Ok(())
}
