//! Deleting a group (operation DeleteGroup): only one without users and policies.

use identity::audit::Action;

use super::find;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Deletes a group.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let group = find(&inner, tx, &caller, &name, "iam:DeleteGroup")?;
        let holder = group.id.as_str();
        if !tx.attached_policies(account, holder)?.is_empty() {
            return Err(ServiceError::must_first("detach all policies"));
        }
        if !tx.inline_policies(account, holder)?.is_empty() {
            return Err(ServiceError::must_first("delete policies"));
        }
        if !tx.members(account, &group.id, "", 1)?.is_empty() {
            return Err(ServiceError::must_first("remove users from group"));
        }
        tx.remove_group(account, &group.id)?;
        Entry::by(&caller, Action::DeleteGroup).on(group.name.as_str()).keep(tx, account, now)?;
        Ok(())
    })
    .await
}
