//! Devices: named, put into use, tried, brought back into step, renamed,
//! removed. Enrolling is for one's own devices only; seeing and removing those
//! of a user also for administrators.

pub mod begin;
pub mod cancel;
pub mod enable;
pub mod list;
pub mod remove;
pub mod rename;
pub mod resync;
pub mod try_code;
pub mod unconfirmed;

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
