//! Deleting a version of a managed policy (operation DeletePolicyVersion), not the
//! one in force.

use identity::audit::Action;

use super::version;
use crate::iam::policy_ref::PolicyRef;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError};

/// Deletes a version.
pub async fn run(svc: &Service, caller: &Caller, arn: &str, id: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (arn, id) = (arn.to_owned(), id.to_owned());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let mut policy =
            PolicyRef::for_change(&inner, tx, &caller, &arn, "iam:DeletePolicyVersion")?;
        let version = version::find(tx, &policy, &id)?;
        if version.number == policy.default_version {
            let message = "Cannot delete the default version of a policy.";
            return Err(ServiceError::api(Kind::DeleteConflict, message));
        }
        tx.remove_policy_version(account, &policy.id, version.number)?;
        policy.updated = now;
        tx.update_policy(&policy)?;
        Entry::by(&caller, Action::DeletePolicyVersion)
            .on(&*arn)
            .detail(&*id)
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
