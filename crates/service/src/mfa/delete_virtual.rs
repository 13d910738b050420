//! Deleting a virtual device that nobody uses (operation DeleteVirtualMFADevice).

use identity::audit::Action;
use identity::device::DeviceKind;

use super::find::{look_up, unknown};
use crate::authorize::Ask;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError};

/// Deletes a device with its seed and tags.
pub async fn run(svc: &Service, caller: &Caller, serial: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let serial = serial.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let device = look_up(tx, account, &serial)?
            .filter(|device| device.kind == DeviceKind::AuthenticatorApp);
        let mut ask = Ask::new("iam:DeleteVirtualMFADevice", &*serial);
        if let Some(device) = &device {
            ask = ask.tagged(&device.serial.key());
        }
        caller.authorize(&inner, tx, &ask)?;
        let device = device.ok_or_else(|| unknown(&serial))?;
        if device.is_assigned() {
            let message = "MFA VirtualDevice in use. Must deactivate first.";
            return Err(ServiceError::api(Kind::DeleteConflict, message));
        }
        tx.remove_device(account, &device.serial)?;
        Entry::by(&caller, Action::DeleteVirtualMfaDevice)
            .on(device.serial.as_str())
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
