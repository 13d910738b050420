//! Bounding a user or role (operations PutUserPermissionsBoundary,
//! PutRolePermissionsBoundary).

use identity::audit::Action;

use super::set::set;
use crate::iam::Holder;
use crate::iam::holder::{Records, Verbs};
use crate::iam::policy_ref::PolicyRef;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Groups have no boundary; the action stands for what is refused in any case.
const VERBS: Verbs = Verbs {
    user: "iam:PutUserPermissionsBoundary",
    group: "iam:PutRolePermissionsBoundary",
    role: "iam:PutRolePermissionsBoundary",
};

const RECORDS: Records = Records {
    user: Action::PutUserPermissionsBoundary,
    group: Action::PutRolePermissionsBoundary,
    role: Action::PutRolePermissionsBoundary,
};

/// Sets the boundary to a managed policy, by its ARN.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    holder: Holder,
    arn: &str,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let arn = arn.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let found = holder
            .find(&inner, tx, &caller, VERBS, |ask| ask.with("iam:PermissionsBoundary", &*arn))?;
        let policy = PolicyRef::attachable(tx, account, &arn)?;
        let entry = Entry::by(&caller, found.record(RECORDS)).on(found.name());
        set(tx, found, Some(policy.id()?))?;
        entry.detail(policy.name()).keep(tx, account, now)?;
        Ok(())
    })
    .await
}
