//! The users of the account, page by page (operation ListUsers): by name, or,
//! below a path, by path and name. The cost of a page does not grow with the
//! number of users.

use identity::arn;
use identity::names::UserName;

use crate::authorize::Ask;
use crate::iam::UserInList;
use crate::paging::bad_marker;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Returns a page of the users whose path begins with a prefix.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    path_prefix: Option<&str>,
    page: PageRequest,
) -> Result<Page<UserInList>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let prefix = path_prefix.unwrap_or("/").to_owned();
    svc.glance(move |tx| {
        let account = caller.account;
        let resource = arn::iam(account, "user", &prefix, "");
        caller.authorize(&inner, tx, &Ask::new("iam:ListUsers", resource))?;
        let name = |text: &str| UserName::parse(text).map_err(|_| bad_marker());
        let found = if prefix == "/" {
            let after = page.after.as_deref().map(name).transpose()?;
            let users = tx.listed_users(account, after.as_ref(), page.ask())?;
            page.page(users, |listed| listed.user.name.as_str().to_owned())
        } else {
            let after = match page.after.as_deref() {
                None => None,
                Some(text) => {
                    let (path, last) = text.rsplit_once(' ').ok_or_else(bad_marker)?;
                    Some((path, name(last)?))
                }
            };
            let after = after.as_ref().map(|(path, name)| (*path, name));
            let users = tx.users_by_path(account, &prefix, after, page.ask())?;
            page.page(users, |listed| {
                format!("{} {}", listed.user.path.as_str(), listed.user.name.as_str())
            })
        };
        Ok(found.map(UserInList))
    })
    .await
}
