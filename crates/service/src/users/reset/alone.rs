//! Whether a caller may take an administrator's second factors away alone.

use identity::user::User;
use identity::{Identity, Timestamp};
use storage::Tx;

use super::lately::was_administrator;
use crate::caller::administrator_access;
use crate::users::administers;
use crate::{Caller, Service, ServiceError};

/// Says whether it takes a second administrator for a caller: in an account that has this
/// rule, for whom it protects, unless the root user does it, so that it is never a dead end.
pub(crate) fn takes_two(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    owner: &Identity,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let (Identity::User(id), account) = (owner, caller.account) else { return Ok(false) };
    if caller.is_root() || *owner == caller.identity || !tx.two_reset_administrators(account)? {
        return Ok(false);
    }
    match tx.user(account, id)? {
        Some(user) => protects(svc, tx, &user, now),
        None => Ok(false),
    }
}

/// Says whether the rule protects a user: an administrator by whichever policy, also one
/// whom other policies hold back, and who may have been one until lately.
pub(crate) fn protects(
    svc: &Service,
    tx: &mut dyn Tx,
    user: &User,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    Ok(tx.user_has_policy(user.account, &user.id, &administrator_access())?
        || administers(svc, tx, user, now)?
        || was_administrator(tx, user, now)?)
}

/// Refuses who would take an administrator's device away alone by another door than
/// the reset.
pub(crate) fn require_alone(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    owner: &Identity,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if takes_two(svc, tx, caller, owner, now)? { Err(ServiceError::SecondNeeded) } else { Ok(()) }
}
