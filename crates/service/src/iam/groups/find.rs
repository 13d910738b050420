//! Finding a group by name.

use identity::arn;
use identity::group::Group;
use identity::names::GroupName;
use storage::Tx;

use crate::authorize::Ask;
use crate::{Caller, Service, ServiceError};

/// Finds a group for an action that the caller must be permitted.
pub(super) fn find(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: &str,
    action: &'static str,
) -> Result<Group, ServiceError> {
    let found = match GroupName::parse(name) {
        Ok(name) => tx.group_by_name(caller.account, &name)?,
        Err(_) => None,
    };
    let shown = arn::iam(caller.account, "group", "/", name);
    let ask = match &found {
        None => Ask::new(action, shown),
        Some(group) => Ask::new(action, group.arn()).shown(shown),
    };
    caller.authorize(svc, tx, &ask)?;
    found.ok_or_else(|| ServiceError::no_entity("group", name))
}
