//! Making a user administrator, or no longer: by the policy AdministratorAccess.

use identity::audit::Action;
use serde_json::json;

use super::{find, not_self};
use crate::caller::{ADMINISTRATOR_ACCESS, administrator_access};
use crate::notices::{tell_of_administrator, tell_of_lost_administrator, whose};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Attaches or detaches the policy. Nobody does it to themselves.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    name: &str,
    administrator: bool,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let verb = if administrator { "iam:AttachUserPolicy" } else { "iam:DetachUserPolicy" };
        let user = find(&inner, tx, &caller, &name, verb)?;
        not_self(&caller, &user)?;
        caller.require_fresh(tx, now)?;
        let policy = administrator_access();
        let changed = if administrator {
            tx.attach_policy(caller.account, user.id.as_str(), &policy)?
        } else {
            tx.detach_policy(caller.account, user.id.as_str(), &policy)?
        };
        if !changed {
            return Ok(());
        }
        let action =
            if administrator { Action::AttachUserPolicy } else { Action::DetachUserPolicy };
        let name = user.name.as_str();
        Entry::by(&caller, action)
            .on(name)
            .detail("AdministratorAccess")
            .asked(json!({ "userName": name, "policyArn": ADMINISTRATOR_ACCESS }))
            .keep(tx, caller.account, now)?;
        let (whom, id) = (whose(user.name.as_str()), user.id.as_str());
        if administrator {
            tell_of_administrator(&inner, tx, &caller, &whom, id, now)
        } else {
            tell_of_lost_administrator(&inner, tx, &caller, &whom, id, now)
        }
    })
    .await
}
