//! What becomes of a device that its owner gives up.

use identity::device::Device;
use identity::names::{DeviceName, SerialNumber};
use storage::Tx;

use crate::factor::{open_seed, seal_seed};
use crate::service::corrupt;
use crate::{Service, ServiceError};

/// Takes a device away from its owner: a hardware token goes back into stock, with
/// all that is known of its clock and its codes; of any other device nothing
/// stays.
pub(crate) fn give_up(svc: &Service, tx: &mut dyn Tx, device: &Device) -> Result<(), ServiceError> {
    if !device.kind.is_token() {
        tx.remove_device(device.account, &device.serial)?;
        return Ok(());
    }
    let seed = open_seed(svc, device)?;
    let sealed = seal_seed(svc, device.account, &device.serial, None, &seed)?;
    tx.release_device(device.account, &device.serial, &sealed)?;
    tx.rename_device(device.account, &device.serial, &stock_name(&device.serial)?)?;
    Ok(())
}

/// Names a token in stock after its serial number.
pub(super) fn stock_name(serial: &SerialNumber) -> Result<DeviceName, ServiceError> {
    let name: String =
        serial.as_str().chars().map(|c| if matches!(c, '/' | ':') { '-' } else { c }).collect();
    let name: String = name.chars().take(DeviceName::LONGEST).collect();
    DeviceName::parse(&name).map_err(|_| corrupt("a serial number makes no name"))
}
