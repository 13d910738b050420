//! One role (operation GetRole).

use super::{RoleView, find};
use crate::credentials::keep_uses;
use crate::{Caller, Service, ServiceError};

/// Tells of a role.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<RoleView, ServiceError> {
    keep_uses::of(svc, caller.account).await?;
    let (inner, caller, name) = (svc.clone(), caller.clone(), name.to_owned());
    svc.read(move |tx| {
        let role = find(&inner, tx, &caller, &name, "iam:GetRole")?;
        RoleView::full(tx, &role)
    })
    .await
}
