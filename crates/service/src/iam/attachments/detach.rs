//! Detaching a managed policy (operations DetachUserPolicy, DetachGroupPolicy,
//! DetachRolePolicy).

use identity::audit::Action;

use super::attach::{asked, whom};
use crate::caller::administrator_access;
use crate::iam::Holder;
use crate::iam::holder::{Records, Verbs};
use crate::iam::policy_ref::{PolicyRef, not_found};
use crate::notices::tell_of_lost_administrator;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

const VERBS: Verbs = Verbs {
    user: "iam:DetachUserPolicy",
    group: "iam:DetachGroupPolicy",
    role: "iam:DetachRolePolicy",
};

const RECORDS: Records = Records {
    user: Action::DetachUserPolicy,
    group: Action::DetachGroupPolicy,
    role: Action::DetachRolePolicy,
};

/// Detaches a policy, by its ARN. One that is not attached is not found.
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
        let found =
            holder.find(&inner, tx, &caller, VERBS, |ask| ask.with("iam:PolicyARN", &*arn))?;
        let policy = PolicyRef::find(tx, account, &arn)?.ok_or_else(|| not_found(&arn))?;
        if !tx.detach_policy(account, found.id(), &policy.id()?)? {
            return Err(not_found(&arn));
        }
        Entry::by(&caller, found.record(RECORDS))
            .on(found.name())
            .detail(policy.name())
            .asked(asked(&holder, &arn))
            .keep(tx, account, now)?;
        if policy.id()? == administrator_access() {
            tell_of_lost_administrator(&inner, tx, &caller, &whom(&found), found.id(), now)?;
        }
        Ok(())
    })
    .await
}
