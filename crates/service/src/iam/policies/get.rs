//! One managed policy (operation GetPolicy).

use crate::iam::PolicyView;
use crate::iam::policy_ref::PolicyRef;
use crate::{Caller, Service, ServiceError};

/// Returns a policy by ARN.
pub async fn run(svc: &Service, caller: &Caller, arn: &str) -> Result<PolicyView, ServiceError> {
    let (inner, caller, arn) = (svc.clone(), caller.clone(), arn.to_owned());
    svc.read(move |tx| match PolicyRef::for_action(&inner, tx, &caller, &arn, "iam:GetPolicy")? {
        PolicyRef::Own(policy) => PolicyView::full(tx, &policy),
        PolicyRef::Aws(policy) => PolicyView::of_aws(tx, caller.account, policy),
    })
    .await
}
