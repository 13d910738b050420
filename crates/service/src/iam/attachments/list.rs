//! The managed policies that are attached (operations ListAttachedUserPolicies,
//! ListAttachedGroupPolicies, ListAttachedRolePolicies).

use crate::iam::holder::Verbs;
use crate::iam::policy_ref::PolicyRef;
use crate::iam::{Attached, Holder};
use crate::{Caller, Page, PageRequest, Service, ServiceError};

const VERBS: Verbs = Verbs {
    user: "iam:ListAttachedUserPolicies",
    group: "iam:ListAttachedGroupPolicies",
    role: "iam:ListAttachedRolePolicies",
};

/// Returns a page of the attached policies whose path begins with a prefix, in
/// the order of their ARNs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    holder: Holder,
    path_prefix: Option<&str>,
    page: PageRequest,
) -> Result<Page<Attached>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let prefix = path_prefix.unwrap_or("/").to_owned();
    svc.read(move |tx| {
        let account = caller.account;
        let found = holder.find(&inner, tx, &caller, VERBS, |ask| ask)?;
        let mut attached = Vec::new();
        for id in tx.attached_policies(account, found.id())? {
            let Some(policy) = PolicyRef::by_id(tx, account, &id)? else { continue };
            if policy.path().starts_with(&prefix) {
                attached.push(Attached { name: policy.name().to_owned(), arn: policy.arn() });
            }
        }
        attached.sort_by(|one, other| one.arn.cmp(&other.arn));
        Ok(page.cut(attached, |attached: &Attached| attached.arn.clone()))
    })
    .await
}
