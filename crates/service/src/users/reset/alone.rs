//! Whether a caller may take an administrator's second factors away alone.

use identity::Identity;
use storage::Tx;

use crate::caller::administrator_access;
use crate::{Caller, ServiceError};

/// Says whether it takes a second administrator: for administrators of an account
/// that has this rule, unless the root user does it, so that it is never a dead end.
pub(crate) fn takes_two(
    tx: &mut dyn Tx,
    caller: &Caller,
    owner: &Identity,
) -> Result<bool, ServiceError> {
    let Identity::User(id) = owner else { return Ok(false) };
    Ok(!caller.is_root()
        && *owner != caller.identity
        && tx.two_reset_administrators(caller.account)?
        && tx.user_has_policy(caller.account, id, &administrator_access())?)
}

/// Refuses who would take an administrator's device away alone by another door than
/// the reset.
pub(crate) fn require_alone(
    tx: &mut dyn Tx,
    caller: &Caller,
    owner: &Identity,
) -> Result<(), ServiceError> {
    if takes_two(tx, caller, owner)? { Err(ServiceError::SecondNeeded) } else { Ok(()) }
}
