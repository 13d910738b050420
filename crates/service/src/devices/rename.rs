//! Renaming a device. Its serial number, which programs know it by, stays.

use identity::audit::Action;
use identity::names::{DeviceName, SerialNumber};

use super::find_assigned;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError, told};

/// Renames a device of the caller.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
    name: &str,
) -> Result<(), ServiceError> {
    let name = DeviceName::parse(name).map_err(|why| ServiceError::invalid("name", why))?;
    let (caller, serial, now) = (caller.clone(), serial.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let device = find_assigned(tx, account, &caller.identity, &serial)?;
        if device.name == name {
            return Ok(());
        }
        tx.rename_device(account, &device.serial, &name)?;
        Entry::by(&caller, Action::RenameMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("{} is now {}", device.name.as_str(), name.as_str()))
            .asked(told::device(&caller.identity, caller.name(), device.serial.as_str()))
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
