//! Naming a new device. The seed of an authenticator app is made and kept here, and
//! never comes back from the browser; a passkey is made in the authenticator.

use identity::audit::{Action, Reason};
use identity::device::limits::{DEVICES_PER_IDENTITY, UNCONFIRMED_LIFETIME};
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState};
use identity::names::{DeviceName, SerialNumber, UserName};
use serde_json::json;

use crate::env::random;
use crate::factor::{new_seed, seal_seed};
use crate::passkeys::relying_party;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Names an authenticator app for the caller and returns its serial. Naming the
/// same one again while it waits for its codes returns the same device, so that a
/// page sent twice makes one.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<SerialNumber, ServiceError> {
    let name = parse(name)?;
    let serial = SerialNumber::of_virtual_device(caller.account, &name);
    let owner = caller.identity.clone();
    let seed = new_seed(svc)?;
    let sealed_seed = seal_seed(svc, caller.account, &serial, Some(&owner), &seed)?;
    keep(svc, caller, new(svc, caller, DeviceKind::AuthenticatorApp, serial, name, sealed_seed))
        .await
}

/// Names a passkey for the caller and returns its serial, likewise.
pub async fn passkey(
    svc: &Service,
    caller: &Caller,
    name: &str,
) -> Result<SerialNumber, ServiceError> {
    relying_party(svc)?;
    let name = parse(name)?;
    let user = caller.user_name().and_then(|name| UserName::parse(name).ok());
    let serial = SerialNumber::of_passkey(caller.account, user.as_ref(), &name, random(svc.env()));
    keep(svc, caller, new(svc, caller, DeviceKind::Passkey, serial, name, Vec::new())).await
}

fn parse(name: &str) -> Result<DeviceName, ServiceError> {
    DeviceName::parse(name).map_err(|why| ServiceError::invalid("name", why))
}

fn new(
    svc: &Service,
    caller: &Caller,
    kind: DeviceKind,
    serial: SerialNumber,
    name: DeviceName,
    sealed_seed: Vec<u8>,
) -> Device {
    Device {
        account: caller.account,
        serial,
        name,
        kind,
        state: DeviceState::Unconfirmed { owner: caller.identity.clone() },
        sealed_seed,
        clock: DeviceClock::default(),
        created: svc.now(),
        last_used: None,
        maker: None,
        expires: None,
    }
}

/// Keeps a device that waits for its owner's proof.
async fn keep(
    svc: &Service,
    caller: &Caller,
    device: Device,
) -> Result<SerialNumber, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
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
        match same {
            Some(same) if same.kind == device.kind => return Ok(Ok(same.serial.clone())),
            // Of another kind after all.
            Some(other) => {
                tx.remove_device(caller.account, &other.serial)?;
            }
            None => {}
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
