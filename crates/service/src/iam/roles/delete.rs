//! Deleting a role (operation DeleteRole): only one without policies. Its sessions
//! end with it.

use identity::audit::Action;

use super::find;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Deletes a role.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let role = find(&inner, tx, &caller, &name, "iam:DeleteRole")?;
        if !tx.attached_policies(account, role.id.as_str())?.is_empty() {
            return Err(ServiceError::must_first("detach all policies"));
        }
        if !tx.inline_policies(account, role.id.as_str())?.is_empty() {
            return Err(ServiceError::must_first("delete policies"));
        }
        tx.remove_role(account, &role.id)?;
        Entry::by(&caller, Action::DeleteRole)
            .on(role.name.as_str())
            .detail(role.id.as_str())
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
