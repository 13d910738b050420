//! The names of inline policies (operations ListUserPolicies, ListGroupPolicies,
//! ListRolePolicies).

use crate::iam::Holder;
use crate::iam::holder::Verbs;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

const VERBS: Verbs = Verbs {
    user: "iam:ListUserPolicies",
    group: "iam:ListGroupPolicies",
    role: "iam:ListRolePolicies",
};

/// Returns a page of the names.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    holder: Holder,
    page: PageRequest,
) -> Result<Page<String>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let found = holder.find(&inner, tx, &caller, VERBS, |ask| ask)?;
        let kept = tx.inline_policies(caller.account, found.id())?;
        let names = kept.into_iter().map(|(name, _)| name).collect();
        Ok(page.cut(names, |name: &String| name.to_ascii_lowercase()))
    })
    .await
}
