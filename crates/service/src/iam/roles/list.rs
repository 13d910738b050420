//! The roles of the account (operation ListRoles).

use identity::arn;

use super::RoleView;
use crate::authorize::Ask;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Returns a page of the roles whose path begins with a prefix, by name. It may
/// be shorter than was asked for though more follow.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    path_prefix: Option<&str>,
    page: PageRequest,
) -> Result<Page<RoleView>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let prefix = path_prefix.unwrap_or("/").to_owned();
    svc.read(move |tx| {
        let resource = arn::iam(caller.account, "role", &prefix, "");
        caller.authorize(&inner, tx, &Ask::new("iam:ListRoles", resource))?;
        let roles = tx.roles(caller.account, page.after(), page.ask())?;
        let mut roles = page.page(roles, |role| role.name.key());
        roles.items.retain(|role| role.path.as_str().starts_with(&prefix));
        roles.try_map(|role| RoleView::short(tx, &role))
    })
    .await
}
