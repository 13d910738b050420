//! Attaching a managed policy (operations AttachUserPolicy, AttachGroupPolicy,
//! AttachRolePolicy). Attaching it twice attaches it once.

use identity::audit::Action;
use serde_json::{Value, json};

use crate::caller::administrator_access;
use crate::iam::Holder;
use crate::iam::holder::{Found, Records, Verbs};
use crate::iam::policy_ref::PolicyRef;
use crate::notices::{tell_of_administrator, whose};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

const VERBS: Verbs = Verbs {
    user: "iam:AttachUserPolicy",
    group: "iam:AttachGroupPolicy",
    role: "iam:AttachRolePolicy",
};

const RECORDS: Records = Records {
    user: Action::AttachUserPolicy,
    group: Action::AttachGroupPolicy,
    role: Action::AttachRolePolicy,
};

/// Attaches a policy, by its ARN.
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
        let policy = PolicyRef::attachable(tx, account, &arn)?;
        let (most, quota) = found.attachments();
        let attached = tx.attached_policies(account, found.id())?;
        if attached.contains(&policy.id()?) {
            return Ok(());
        }
        if attached.len() >= most {
            return Err(ServiceError::quota(quota, most));
        }
        tx.attach_policy(account, found.id(), &policy.id()?)?;
        Entry::by(&caller, found.record(RECORDS))
            .on(found.name())
            .detail(policy.name())
            .asked(asked(&holder, &arn))
            .keep(tx, account, now)?;
        if policy.id()? == administrator_access() {
            tell_of_administrator(&inner, tx, &caller, &whom(&found), found.id(), now)?;
        }
        Ok(())
    })
    .await
}

/// Says which policy of whom is meant, in CloudTrail's words.
pub(super) fn asked(holder: &Holder, arn: &str) -> Value {
    json!({ format!("{}Name", holder.kind()): holder.name(), "policyArn": arn })
}

/// Names who has what a policy gives, once it is attached to somebody.
pub(super) fn whom(holder: &Found) -> String {
    match holder {
        Found::User(user) => whose(user.name.as_str()),
        Found::Group(group) => format!("all members of the group {}", group.name.as_str()),
        Found::Role(role) => format!("the role {}", role.name.as_str()),
    }
}
