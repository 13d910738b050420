//! Retiring a token: it leaves the stock with its seed, for good.

use identity::Timestamp;
use identity::audit::Action;
use identity::device::Device;
use identity::names::SerialNumber;
use storage::Tx;

use crate::authorize::Ask;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Looks for a token in stock that the caller, who proved a moment ago that it is
/// them, may retire.
pub async fn find(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<Device, ServiceError> {
    let (inner, caller, serial) = (svc.clone(), caller.clone(), serial.clone());
    let now = svc.now();
    svc.read(move |tx| in_stock(&inner, tx, &caller, &serial, now)).await
}

fn in_stock(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    serial: &SerialNumber,
    now: Timestamp,
) -> Result<Device, ServiceError> {
    caller.authorize(svc, tx, &Ask::new("secondkey:RetireHardwareToken", "*"))?;
    caller.require_fresh(tx, now)?;
    tx.device(caller.account, serial)?
        .filter(Device::is_in_stock)
        .ok_or(ServiceError::NotFound("token in stock"))
}

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
        let device = in_stock(&inner, tx, &caller, &serial, now)?;
        tx.remove_device(account, &device.serial)?;
        Entry::by(&caller, Action::RetireHardwareToken)
            .on(device.serial.as_str())
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
