//! Making a group (operation CreateGroup).

use identity::arn;
use identity::audit::Action;
use identity::group::Group;
use identity::names::{GroupId, GroupName};
use identity::quotas::GROUPS;
use storage::StorageError;

use crate::authorize::Ask;
use crate::env::random;
use crate::iam::GroupView;
use crate::iam::users::create::parse_path;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError, told};

/// Makes a group, in `/` when no path is given.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    name: &str,
    path: Option<&str>,
) -> Result<GroupView, ServiceError> {
    let name = GroupName::parse(name).map_err(|why| ServiceError::validation("groupName", why))?;
    let path = parse_path(path)?;
    let id = GroupId::from_random(random(svc.env()));
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let arn = arn::iam(account, "group", path.as_str(), name.as_str());
        caller.authorize(&inner, tx, &Ask::new("iam:CreateGroup", arn))?;
        if tx.count_groups(account)? >= GROUPS {
            return Err(ServiceError::quota("GroupsPerAccount", GROUPS));
        }
        let (id, path, name) = (id.clone(), path.clone(), name.clone());
        let group = Group { account, id, path, name, created: now };
        match tx.add_group(&group) {
            Err(StorageError::Conflict { .. }) => {
                return Err(ServiceError::entity_exists("Group", group.name.as_str()));
            }
            other => other?,
        }
        let view = GroupView::from(&group);
        Entry::by(&caller, Action::CreateGroup)
            .on(group.name.as_str())
            .answered(&told::group(&view))
            .keep(tx, account, now)?;
        Ok(view)
    })
    .await
}
