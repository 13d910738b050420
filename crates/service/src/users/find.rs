//! Finding a user by name, and the one thing that nobody does to themselves.

use identity::names::{AccountId, UserName};
use identity::user::User;
use storage::Tx;

use crate::{Caller, ServiceError};

/// Finds a user by name.
pub(crate) fn find(
    tx: &mut dyn Tx,
    account: AccountId,
    name: &UserName,
) -> Result<User, ServiceError> {
    tx.user_by_name(account, name)?.ok_or(ServiceError::NotFound("user"))
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
