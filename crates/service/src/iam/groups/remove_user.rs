//! Taking a user out of a group (operation RemoveUserFromGroup).

use identity::audit::Action;

use super::find;
use crate::caller::administrator_access;
use crate::notices::{tell_of_lost_administrator, whose};
use crate::record::Entry;
use crate::subject::look_up;
use crate::{Caller, Service, ServiceError};

/// Takes a user out of a group. One who is not in it stays out of it.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    group: &str,
    user: &str,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (group, name) = (group.to_owned(), user.to_owned());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let group = find(&inner, tx, &caller, &group, "iam:RemoveUserFromGroup")?;
        let user = look_up(tx, account, &name)?;
        let user = user.ok_or_else(|| ServiceError::no_entity("user", &name))?;
        if !tx.remove_member(account, &group.id, &user.id)? {
            return Ok(());
        }
        Entry::by(&caller, Action::RemoveUserFromGroup)
            .on(user.name.as_str())
            .detail(group.name.as_str())
            .keep(tx, account, now)?;
        if tx.attached_policies(account, group.id.as_str())?.contains(&administrator_access()) {
            let whom = whose(user.name.as_str());
            tell_of_lost_administrator(&inner, tx, &caller, &whom, user.id.as_str(), now)?;
        }
        Ok(())
    })
    .await
}
