//! Giving up the enrolment of a device: nothing half-made stays behind.

use identity::names::SerialNumber;

use super::find_unconfirmed;
use crate::{Caller, Service, ServiceError};

/// Removes the caller's own device that waits for its codes.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<(), ServiceError> {
    let (caller, serial) = (caller.clone(), serial.clone());
    svc.write(caller.account, move |tx| {
        let device = find_unconfirmed(tx, caller.account, &caller.identity, &serial)?;
        tx.remove_device(caller.account, &device.serial)?;
        Ok(())
    })
    .await
}
