//! The groups of the account (operation ListGroups).

use identity::arn;

use crate::authorize::Ask;
use crate::iam::GroupView;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Returns a page of the groups whose path begins with a prefix, by name. It may
/// be shorter than was asked for though more follow.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    path_prefix: Option<&str>,
    page: PageRequest,
) -> Result<Page<GroupView>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let prefix = path_prefix.unwrap_or("/").to_owned();
    svc.read(move |tx| {
        let resource = arn::iam(caller.account, "group", &prefix, "");
        caller.authorize(&inner, tx, &Ask::new("iam:ListGroups", resource))?;
        let groups = tx.groups(caller.account, page.after(), page.ask())?;
        let mut groups = page.page(groups, |group| group.name.key());
        groups.items.retain(|group| group.path.as_str().starts_with(&prefix));
        groups.try_map(|group| Ok(GroupView::from(&group)))
    })
    .await
}
