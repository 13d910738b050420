//! Making a user administrator, or no longer.

use identity::audit::Action;

use super::{existing, find, not_self};
use crate::caller::Permission;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Sets a user's administrator mark. Nobody sets their own.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    name: &str,
    administrator: bool,
) -> Result<(), ServiceError> {
    caller.require(Permission::ManageUsers)?;
    let (caller, name, now) = (caller.clone(), existing(name)?, svc.now());
    svc.write(caller.account, move |tx| {
        let mut user = find(tx, caller.account, &name)?;
        not_self(&caller, &user)?;
        caller.require_fresh(tx, now)?;
        if user.administrator == administrator {
            return Ok(());
        }
        user.administrator = administrator;
        tx.update_user(&user)?;
        let action =
            if administrator { Action::AttachUserPolicy } else { Action::DetachUserPolicy };
        Entry::by(&caller, action).on(user.name.as_str()).detail("AdministratorAccess").keep(
            tx,
            caller.account,
            now,
        )?;
        Ok(())
    })
    .await
}
