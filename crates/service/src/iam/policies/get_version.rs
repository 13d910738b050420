//! One version of a managed policy (operation GetPolicyVersion).

use identity::policy::AwsManaged;

use super::version;
use crate::iam::VersionView;
use crate::iam::policy_ref::PolicyRef;
use crate::{Caller, Service, ServiceError};

/// Returns a version with its document.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    arn: &str,
    id: &str,
) -> Result<VersionView, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let (arn, id) = (arn.to_owned(), id.to_owned());
    svc.read(move |tx| {
        match PolicyRef::for_action(&inner, tx, &caller, &arn, "iam:GetPolicyVersion")? {
            PolicyRef::Own(policy) => {
                Ok(VersionView::new(&policy, &version::find(tx, &policy, &id)?, true))
            }
            PolicyRef::Aws(policy) if id == AwsManaged::VERSION => {
                Ok(VersionView::of_aws(policy, true))
            }
            PolicyRef::Aws(_) => Err(version::missing(&arn, &id)),
        }
    })
    .await
}
