//! Deleting an IAM user with everything that is the user's.

use identity::audit::Action;

use super::{existing, find, not_self};
use crate::caller::Permission;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Deletes a user. Nobody deletes themselves.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    caller.require(Permission::ManageUsers)?;
    let (caller, name, now) = (caller.clone(), existing(name)?, svc.now());
    svc.write(caller.account, move |tx| {
        let user = find(tx, caller.account, &name)?;
        not_self(&caller, &user)?;
        caller.require_fresh(tx, now)?;
        tx.remove_user(caller.account, &user.id)?;
        Entry::by(&caller, Action::DeleteUser)
            .on(user.name.as_str())
            .detail(user.id.as_str())
            .keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}
