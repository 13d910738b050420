//! Finding a role by name.

use identity::arn;
use identity::names::RoleName;
use identity::role::Role;
use storage::Tx;

use crate::authorize::Ask;
use crate::{Caller, Service, ServiceError};

/// Finds a role for an action that the caller must be permitted.
pub(super) fn find(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: &str,
    action: &'static str,
) -> Result<Role, ServiceError> {
    let found = match RoleName::parse(name) {
        Ok(name) => tx.role_by_name(caller.account, &name)?,
        Err(_) => None,
    };
    let shown = arn::iam(caller.account, "role", "/", name);
    let ask = match &found {
        None => Ask::new(action, shown),
        Some(role) => Ask::new(action, role.arn()).shown(shown).tagged(role.id.as_str()),
    };
    caller.authorize(svc, tx, &ask)?;
    found.ok_or_else(|| ServiceError::no_entity("role", name))
}
