//! Changing a role's description and session length (operations UpdateRole,
//! UpdateRoleDescription).

use identity::audit::Action;

use super::create::check_length;
use super::{RoleView, find};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Is what is wanted. What is left out stays.
#[derive(Clone, Debug, Default)]
pub struct UpdateRole {
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Seconds that a session may last: 3600 to 43200.
    pub max_session: Option<u32>,
}

/// Changes the role, permitted as `iam:UpdateRole`.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: UpdateRole,
) -> Result<RoleView, ServiceError> {
    change(svc, caller, command, "iam:UpdateRole", Action::UpdateRole).await
}

/// Changes the description alone, permitted as `iam:UpdateRoleDescription`.
pub async fn description(
    svc: &Service,
    caller: &Caller,
    name: &str,
    description: &str,
) -> Result<RoleView, ServiceError> {
    let (name, description) = (name.to_owned(), Some(description.to_owned()));
    let command = UpdateRole { name, description, max_session: None };
    let record = Action::UpdateRoleDescription;
    change(svc, caller, command, "iam:UpdateRoleDescription", record).await
}

async fn change(
    svc: &Service,
    caller: &Caller,
    command: UpdateRole,
    action: &'static str,
    record: Action,
) -> Result<RoleView, ServiceError> {
    let max_session = command.max_session.map(check_length).transpose()?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let mut role = find(&inner, tx, &caller, &command.name, action)?;
        role.description = command.description.clone().unwrap_or(role.description);
        role.max_session = max_session.unwrap_or(role.max_session);
        tx.update_role(&role)?;
        Entry::by(&caller, record).on(role.name.as_str()).keep(tx, caller.account, now)?;
        RoleView::full(tx, &role)
    })
    .await
}
