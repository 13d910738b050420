//! The rule of AWS that holds whatever policies say: who has a device in use and
//! signs without it neither adds one to themselves nor takes one away (bulletin
//! AWS-2023-001).

use identity::Identity;
use storage::Tx;

use crate::{Caller, ServiceError, second_factors};

/// Refuses a user without second factor who is about to change the own devices.
pub(super) fn check(
    tx: &mut dyn Tx,
    caller: &Caller,
    whose: &Identity,
) -> Result<(), ServiceError> {
    let own = caller.identity == *whose && caller.federated().is_none();
    if !own || caller.has_mfa() || !second_factors::any(tx, caller.account, whose)? {
        return Ok(());
    }
    Err(ServiceError::access_denied(
        "To complete this action, please ensure that you are authenticated with an MFA device that \
         is enabled for this user.",
    ))
}
