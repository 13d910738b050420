//! Renaming a group or moving it to another path (operation UpdateGroup).

use identity::audit::Action;
use identity::names::GroupName;
use storage::StorageError;

use super::find;
use crate::authorize::Ask;
use crate::iam::users::create::parse_path;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct UpdateGroup {
    /// The name that it has.
    pub name: String,
    /// The name that it shall have.
    pub new_name: Option<String>,
    /// The path that it shall have.
    pub new_path: Option<String>,
}

/// Changes the group. The caller must be permitted it on the old ARN and the new.
pub async fn run(svc: &Service, caller: &Caller, command: UpdateGroup) -> Result<(), ServiceError> {
    const ACTION: &str = "iam:UpdateGroup";
    let new_name = command.new_name.as_deref().map(GroupName::parse).transpose();
    let new_name = new_name.map_err(|why| ServiceError::validation("newGroupName", why))?;
    let new_path = match command.new_path.as_deref() {
        Some(path) => Some(parse_path(Some(path))?),
        None => None,
    };
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let old = find(&inner, tx, &caller, &command.name, ACTION)?;
        let mut group = old.clone();
        group.name = new_name.clone().unwrap_or(group.name);
        group.path = new_path.clone().unwrap_or(group.path);
        if group == old {
            return Ok(());
        }
        caller.authorize(&inner, tx, &Ask::new(ACTION, group.arn()))?;
        match tx.update_group(&group) {
            Err(StorageError::Conflict { what: "group name" }) => {
                return Err(ServiceError::entity_exists("Group", group.name.as_str()));
            }
            other => other?,
        }
        Entry::by(&caller, Action::UpdateGroup)
            .on(old.name.as_str())
            .detail(format!("is now {}{}", group.path.as_str(), group.name.as_str()))
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
