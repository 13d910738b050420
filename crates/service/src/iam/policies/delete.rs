//! Deleting a managed policy (operation DeletePolicy): only one that nothing uses
//! and that has no version besides the one in force.

use identity::audit::Action;

use crate::iam::policy_ref::PolicyRef;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError};

/// Deletes a policy by ARN.
pub async fn run(svc: &Service, caller: &Caller, arn: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let arn = arn.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let policy = PolicyRef::for_change(&inner, tx, &caller, &arn, "iam:DeletePolicy")?;
        let in_use = !tx.policy_holders(account, &policy.id, "", 1)?.is_empty()
            || !tx.bounded_by(account, &policy.id, "", 1)?.is_empty();
        if in_use {
            let message = "Cannot delete a policy attached to entities.";
            return Err(ServiceError::api(Kind::DeleteConflict, message));
        }
        if tx.policy_versions(account, &policy.id)?.len() > 1 {
            let message = "This policy has more than one version. Before you delete a policy, \
                           you must delete the policy's versions. The default version is deleted \
                           with the policy.";
            return Err(ServiceError::api(Kind::DeleteConflict, message));
        }
        tx.remove_policy(account, &policy.id)?;
        Entry::by(&caller, Action::DeletePolicy).on(&*arn).keep(tx, account, now)?;
        Ok(())
    })
    .await
}
