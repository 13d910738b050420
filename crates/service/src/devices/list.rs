//! An identity's devices, as its owner or an administrator sees them.

use identity::device::{Device, DeviceKind};
use identity::names::SerialNumber;
use identity::{Identity, Timestamp};

use super::authorize_over;
use crate::{Caller, Service, ServiceError};

/// Is a device in use.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The serial number.
    pub serial: SerialNumber,
    /// The name.
    pub name: String,
    /// The kind.
    pub kind: DeviceKind,
    /// Since when it is in use.
    pub since: Timestamp,
    /// When a code of it was last accepted.
    pub last_used: Option<Timestamp>,
    /// Seconds by which its clock runs ahead (positive) or behind, as learned.
    pub clock_seconds: i64,
    /// Since when its codes are refused, because it was reported lost.
    pub suspended: Option<Timestamp>,
}

/// Returns the devices in use by an identity, oldest first.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    owner: &Identity,
) -> Result<Vec<Listed>, ServiceError> {
    let (inner, caller, owner) = (svc.clone(), caller.clone(), owner.clone());
    svc.read(move |tx| {
        authorize_over(&inner, tx, &caller, &owner, "iam:ListMFADevices")?;
        let devices = tx.devices_of(caller.account, &owner)?;
        Ok(devices.into_iter().filter_map(listed).collect())
    })
    .await
}

pub(crate) fn listed(device: Device) -> Option<Listed> {
    let identity::device::DeviceState::Assigned { since, suspended, .. } = device.state else {
        return None;
    };
    Some(Listed {
        clock_seconds: device.seconds_of(device.clock.offset),
        name: device.name.as_str().to_owned(),
        serial: device.serial,
        kind: device.kind,
        since,
        last_used: device.last_used,
        suspended,
    })
}
