//! Retiring a token: it leaves the stock with its seed, for good.

use identity::audit::Action;
use identity::device::Device;
use identity::names::SerialNumber;

use crate::authorize::Ask;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Retires a token in stock. One in use must be taken from its owner first.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<(), ServiceError> {
    let (inner, caller, serial) = (svc.clone(), caller.clone(), serial.clone());
    let now = svc.now();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.authorize(&inner, tx, &Ask::new("secondkey:RetireHardwareToken", "*"))?;
        caller.require_fresh(tx, now)?;
        let device = tx
            .device(account, &serial)?
            .filter(Device::is_in_stock)
            .ok_or(ServiceError::NotFound("token in stock"))?;
        tx.remove_device(account, &device.serial)?;
        Entry::by(&caller, Action::RetireHardwareToken)
            .on(device.serial.as_str())
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
