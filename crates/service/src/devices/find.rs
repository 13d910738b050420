//! Finding a device that is in use, or one that waits for its codes. One that
//! belongs to somebody else is not found.

use identity::Identity;
use identity::device::Device;
use identity::names::{AccountId, SerialNumber};
use storage::Tx;

use crate::ServiceError;

/// Finds a device of an identity that is in use.
pub(crate) fn find_assigned(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: &Identity,
    serial: &SerialNumber,
) -> Result<Device, ServiceError> {
    tx.device(account, serial)?
        .filter(|device| device.owner() == owner && device.is_assigned())
        .ok_or(ServiceError::NotFound("device"))
}

/// Finds a device that its owner is enrolling.
pub(crate) fn find_unconfirmed(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: &Identity,
    serial: &SerialNumber,
) -> Result<Device, ServiceError> {
    tx.device(account, serial)?
        .filter(|device| device.owner() == owner && !device.is_assigned())
        .ok_or(ServiceError::Gone("the device"))
}
