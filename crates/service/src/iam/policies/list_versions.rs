//! The versions of a managed policy, newest first (operation ListPolicyVersions).

use identity::managed_policy::PolicyVersion;

use crate::iam::VersionView;
use crate::iam::policy_ref::PolicyRef;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Returns a page of the versions.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    arn: &str,
    page: PageRequest,
) -> Result<Page<VersionView>, ServiceError> {
    let (inner, caller, arn) = (svc.clone(), caller.clone(), arn.to_owned());
    svc.read(move |tx| {
        match PolicyRef::for_action(&inner, tx, &caller, &arn, "iam:ListPolicyVersions")? {
            PolicyRef::Own(policy) => {
                let versions = tx.policy_versions(caller.account, &policy.id)?;
                // Newest first: what is left of the greatest number grows.
                let place = |version: &PolicyVersion| format!("{:010}", u32::MAX - version.number);
                page.cut(versions, place)
                    .try_map(|version| Ok(VersionView::new(&policy, &version, false)))
            }
            PolicyRef::Aws(policy) => {
                let only = vec![VersionView::of_aws(policy, false)];
                Ok(page.cut(only, |version: &VersionView| version.id.clone()))
            }
        }
    })
    .await
}
