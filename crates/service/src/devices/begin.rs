//! Naming a new authenticator app: its seed is made and kept here, and never
//! comes back from the browser.

use identity::audit::{Action, Reason};
use identity::device::limits::{DEVICES_PER_IDENTITY, UNCONFIRMED_LIFETIME};
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState};
use identity::names::{DeviceName, SerialNumber};
use serde_json::json;

use crate::factor::{new_seed, seal_seed};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Names a device for the caller and returns its serial. Naming the same one
/// again while it waits for its codes returns the same device, so that a page
/// sent twice makes one.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<SerialNumber, ServiceError> {
    let name = DeviceName::parse(name).map_err(|why| ServiceError::invalid("name", why))?;
    let serial = SerialNumber::of_virtual_device(caller.account, &name);
    let owner = caller.identity.clone();
    let seed = new_seed(svc)?;
    let sealed_seed = seal_seed(svc, caller.account, &serial, Some(&owner), &seed)?;
    let (caller, now) = (caller.clone(), svc.now());
    let device = Device {
        account: caller.account,
        serial,
        name,
        kind: DeviceKind::AuthenticatorApp,
        state: DeviceState::Unconfirmed { owner },
        sealed_seed,
        clock: DeviceClock::default(),
        created: now,
        last_used: None,
    };

    let inner = svc.clone();
    svc.judge(caller.account, move |tx| {
        caller.authorize_own(&inner, tx, "iam:CreateVirtualMFADevice")?;
        caller.require_fresh(tx, now)?;
        tx.remove_unconfirmed_devices(caller.account, now.minus(UNCONFIRMED_LIFETIME))?;
        let serial = device.serial.as_str();
        let entry = Entry::by(&caller, Action::CreateVirtualMfaDevice)
            .on(serial)
            .asked(json!({ "virtualMFADeviceName": device.name.as_str() }));
        let own = tx.devices_of(caller.account, &caller.identity)?;
        if own.iter().filter(|own| own.is_assigned()).count() >= DEVICES_PER_IDENTITY {
            entry.refused(Reason::DeviceLimit).keep(tx, caller.account, now)?;
            return Ok(Err(ServiceError::Limit("devices", DEVICES_PER_IDENTITY)));
        }
        let waiting = |own: &&Device| !own.is_assigned();
        let same = own.iter().filter(waiting).find(|own| own.name.key() == device.name.key());
        if let Some(same) = same {
            return Ok(Ok(same.serial.clone()));
        }
        let excess = own.iter().filter(waiting).count().saturating_sub(DEVICES_PER_IDENTITY - 1);
        for oldest in own.iter().filter(waiting).take(excess) {
            tx.remove_device(caller.account, &oldest.serial)?;
        }
        tx.add_device(&device)?;
        entry.answered(&json!({ "virtualMFADevice": { "serialNumber": serial } })).keep(
            tx,
            caller.account,
            now,
        )?;
        Ok(Ok(device.serial.clone()))
    })
    .await
}
