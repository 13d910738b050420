//! One user, or who signs (operation GetUser).

use crate::iam::UserView;
use crate::service::corrupt;
use crate::subject::{Subject, user_or_self};
use crate::{Caller, Service, ServiceError};

/// Tells of the named user, or of who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    name: Option<&str>,
) -> Result<UserView, ServiceError> {
    let (inner, caller, name) = (svc.clone(), caller.clone(), name.map(str::to_owned));
    svc.glance(move |tx| match user_or_self(&inner, tx, &caller, name.as_deref(), "iam:GetUser")? {
        Subject::User(user) => UserView::full(tx, &user),
        Subject::Root => {
            let account = tx.account(caller.account)?;
            UserView::root(tx, &account.ok_or_else(|| corrupt("an account is missing"))?)
        }
    })
    .await
}
