//! Putting another version of a managed policy into force (operation
//! SetDefaultPolicyVersion).

use identity::audit::Action;

use super::version;
use crate::iam::policy_ref::PolicyRef;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Puts a version into force.
pub async fn run(svc: &Service, caller: &Caller, arn: &str, id: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (arn, id) = (arn.to_owned(), id.to_owned());
    svc.write(caller.account, move |tx| {
        let mut policy =
            PolicyRef::for_change(&inner, tx, &caller, &arn, "iam:SetDefaultPolicyVersion")?;
        let version = version::find(tx, &policy, &id)?;
        policy.default_version = version.number;
        policy.updated = now;
        tx.update_policy(&policy)?;
        Entry::by(&caller, Action::SetDefaultPolicyVersion).on(&*arn).detail(&*id).keep(
            tx,
            caller.account,
            now,
        )?;
        Ok(())
    })
    .await
}
