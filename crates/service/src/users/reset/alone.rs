//! Whether a caller may take an administrator's second factors away alone.

use identity::{Identity, Timestamp};
use storage::Tx;

use super::lately::was_administrator;
use crate::caller::administrator_access;
use crate::users::administers;
use crate::{Caller, Service, ServiceError};

/// Says whether it takes a second administrator: for administrators of an account
/// that has this rule, by whichever policy, and for who was one until lately, unless the root user does it, so
/// that it is never a dead end.
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
    if tx.user_has_policy(account, id, &administrator_access())? {
        return Ok(true);
    }
    match tx.user(account, id)? {
        Some(user) => Ok(administers(svc, tx, &user, now)? || was_administrator(tx, &user, now)?),
        None => Ok(false),
    }
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
