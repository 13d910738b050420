//! Changing who may take a role (operation UpdateAssumeRolePolicy).

use identity::audit::Action;

use super::{find, trust};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Replaces the trust policy.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    name: &str,
    document: &str,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (name, document) = (name.to_owned(), document.to_owned());
    svc.write(caller.account, move |tx| {
        let mut role = find(&inner, tx, &caller, &name, "iam:UpdateAssumeRolePolicy")?;
        role.trust = trust::bind(&inner, tx, caller.account, &document, role.name.as_str())?;
        tx.update_role(&role)?;
        Entry::by(&caller, Action::UpdateAssumeRolePolicy).on(role.name.as_str()).keep(
            tx,
            caller.account,
            now,
        )?;
        Ok(())
    })
    .await
}
