//! Putting a user into a group (operation AddUserToGroup).

use identity::audit::Action;
use identity::quotas::GROUPS_PER_USER;

use super::find;
use crate::caller::administrator_access;
use crate::notices::{tell_of_administrator, whose};
use crate::record::Entry;
use crate::subject::look_up;
use crate::{Caller, Service, ServiceError};

/// Puts a user into a group. One who is in it stays in it.
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
        let group = find(&inner, tx, &caller, &group, "iam:AddUserToGroup")?;
        let user = look_up(tx, account, &name)?;
        let user = user.ok_or_else(|| ServiceError::no_entity("user", &name))?;
        let groups = tx.groups_of(account, &user.id)?;
        if groups.iter().any(|own| own.id == group.id) {
            return Ok(());
        }
        if groups.len() >= GROUPS_PER_USER {
            return Err(ServiceError::quota("GroupsPerUser", GROUPS_PER_USER));
        }
        tx.add_member(account, &group.id, &user.id)?;
        Entry::by(&caller, Action::AddUserToGroup)
            .on(user.name.as_str())
            .detail(group.name.as_str())
            .keep(tx, account, now)?;
        if tx.attached_policies(account, group.id.as_str())?.contains(&administrator_access()) {
            let whom = whose(user.name.as_str());
            tell_of_administrator(&inner, tx, &caller, &whom, user.id.as_str(), now)?;
        }
        Ok(())
    })
    .await
}
