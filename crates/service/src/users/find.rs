//! Finding a user by name, and the one thing that nobody does to themselves.

use identity::names::UserName;
use identity::user::User;
use storage::Tx;

use crate::{Caller, Service, ServiceError, subject};

/// Finds a user by name, for an action that the caller must be permitted.
pub(crate) fn find(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: &str,
    action: &'static str,
) -> Result<User, ServiceError> {
    let found = match UserName::parse(name) {
        Ok(name) => tx.user_by_name(caller.account, &name)?,
        Err(_) => None,
    };
    caller.authorize(svc, tx, &subject::ask(caller.account, action, name, found.as_ref()))?;
    found.ok_or(ServiceError::NotFound("user"))
}

/// Reads a user's name as typed or as it stands in an address. What is no valid
/// name is nobody's.
pub(crate) fn existing(name: &str) -> Result<UserName, ServiceError> {
    UserName::parse(name).map_err(|_| ServiceError::NotFound("user"))
}

/// Refuses what administrators must not do to themselves by this way.
pub(crate) fn not_self(caller: &Caller, user: &User) -> Result<(), ServiceError> {
    if user.identity() == caller.identity { Err(ServiceError::Denied) } else { Ok(()) }
}
