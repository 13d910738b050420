//! Finding a device by the serial number in a request.

use identity::device::Device;
use identity::names::{AccountId, SerialNumber};
use storage::Tx;

use crate::{Kind, ServiceError};

/// Finds a device of the account.
pub(super) fn look_up(
    tx: &mut dyn Tx,
    account: AccountId,
    serial: &str,
) -> Result<Option<Device>, ServiceError> {
    match SerialNumber::parse(serial) {
        Ok(serial) => Ok(tx.device(account, &serial)?),
        Err(_) => Ok(None),
    }
}

/// Says that there is no such device.
pub(super) fn unknown(serial: &str) -> ServiceError {
    let message = format!("VirtualMFADevice with serial number {serial} doesn't exist.");
    ServiceError::api(Kind::NoSuchEntity, message)
}

/// Says that the device is not one of this user.
pub(super) fn not_of_user() -> ServiceError {
    ServiceError::api(Kind::NoSuchEntity, "MFA Device invalid for user.")
}

/// What is said of two codes that do not fit.
pub(super) const WRONG_PAIR: &str = "Authentication code for device is not valid.";

/// Says that two codes do not fit.
pub(super) fn wrong_pair() -> ServiceError {
    ServiceError::api(Kind::InvalidAuthenticationCode, WRONG_PAIR)
}
