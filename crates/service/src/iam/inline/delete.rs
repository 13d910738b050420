//! Deleting an inline policy (operations DeleteUserPolicy, DeleteGroupPolicy,
//! DeleteRolePolicy).

use identity::audit::Action;
use identity::names::PolicyName;

use super::missing;
use crate::iam::Holder;
use crate::iam::holder::{Records, Verbs};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

const VERBS: Verbs = Verbs {
    user: "iam:DeleteUserPolicy",
    group: "iam:DeleteGroupPolicy",
    role: "iam:DeleteRolePolicy",
};

const RECORDS: Records = Records {
    user: Action::DeleteUserPolicy,
    group: Action::DeleteGroupPolicy,
    role: Action::DeleteRolePolicy,
};

/// Deletes a policy by name.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    holder: Holder,
    name: &str,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let found = holder.find(&inner, tx, &caller, VERBS, |ask| ask)?;
        let removed = match PolicyName::parse(&name) {
            Ok(name) => tx.remove_inline_policy(account, found.id(), &name)?,
            Err(_) => false,
        };
        if !removed {
            return Err(missing(holder.kind(), &name));
        }
        Entry::by(&caller, found.record(RECORDS))
            .on(found.name())
            .detail(&*name)
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
