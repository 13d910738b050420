//! A group and who is in it (operation GetGroup).

use super::find;
use crate::iam::{GroupView, UserView};
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Returns the group and a page of its users.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    name: &str,
    page: PageRequest,
) -> Result<(GroupView, Page<UserView>), ServiceError> {
    let (inner, caller, name) = (svc.clone(), caller.clone(), name.to_owned());
    svc.read(move |tx| {
        let group = find(&inner, tx, &caller, &name, "iam:GetGroup")?;
        let users = tx.members(caller.account, &group.id, page.after(), page.ask())?;
        let users = page.page(users, |listed| listed.user.id.as_str().to_owned());
        Ok((GroupView::from(&group), users.map(|listed| UserView::from(listed.user))))
    })
    .await
}
