//! The groups that a user is in (operation ListGroupsForUser).

use identity::group::Group;

use crate::iam::GroupView;
use crate::subject;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Returns a page of the groups of a user, by name.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user: &str,
    page: PageRequest,
) -> Result<Page<GroupView>, ServiceError> {
    let (inner, caller, name) = (svc.clone(), caller.clone(), user.to_owned());
    svc.read(move |tx| {
        let user = subject::user(&inner, tx, &caller, &name, "iam:ListGroupsForUser")?;
        let groups = tx.groups_of(caller.account, &user.id)?;
        page.cut(groups, |group: &Group| group.name.key())
            .try_map(|group| Ok(GroupView::from(&group)))
    })
    .await
}
