//! An identity's devices, as its owner or an administrator sees them.

use identity::audit::{Outcome, Reason};
use identity::device::{Barred, Device, DeviceKind, DeviceState};
use identity::names::SerialNumber;
use identity::{Identity, Timestamp};
use storage::{AuditFilter, Tx};
use webauthn::{Attachment, Credential, Transport, authenticator_name};

use super::authorize_over;
use crate::passkeys::only;
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
    /// When it was last accepted.
    pub last_used: Option<Timestamp>,
    /// Seconds by which its clock runs ahead (positive) or behind, as learned.
    pub clock_seconds: i64,
    /// Since when it is refused, because it was reported lost.
    pub suspended: Option<Timestamp>,
    /// The last moment at which its maker permits it to be used.
    pub expires: Option<Timestamp>,
    /// Why it is refused, where it is.
    pub barred: Option<Barred>,
    /// Whether its codes are refused, because only passkeys are accepted.
    pub codes_refused: bool,
    /// What is known of the authenticator, where it is a passkey.
    pub passkey: Option<PasskeyFacts>,
    /// When a passkey was last refused because its counter did not grow, as it happens
    /// where there are two of it.
    pub copied: Option<Timestamp>,
}

/// Is what is known of a passkey's authenticator, mostly from its own words.
#[derive(Clone, Debug)]
pub struct PasskeyFacts {
    /// The name of its model, where it is one that many people have.
    pub model: Option<&'static str>,
    /// Whether it is part of a machine, such as a telephone or a laptop.
    pub built_in: bool,
    /// Whether there are copies of it on the owner's other machines.
    pub copies: Copies,
    /// Whether it asks for a PIN, a finger or a face.
    pub verifies_user: bool,
}

/// Is what is known of copies of a passkey, which its maker makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// There are none, nor can there be.
    Impossible,
    /// There can be, and are none.
    Possible,
    /// There are.
    Made,
}

/// Returns the devices in use by an identity, oldest first.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    owner: &Identity,
) -> Result<Vec<Listed>, ServiceError> {
    let (inner, caller, owner) = (svc.clone(), caller.clone(), owner.clone());
    let now = svc.now();
    svc.read(move |tx| {
        authorize_over(&inner, tx, &caller, &owner, "iam:ListMFADevices")?;
        let devices = tx.devices_of(caller.account, &owner)?;
        listed(tx, devices, now)
    })
    .await
}

/// Describes those of the devices that are in use.
pub(crate) fn listed(
    tx: &mut dyn Tx,
    devices: Vec<Device>,
    now: Timestamp,
) -> Result<Vec<Listed>, ServiceError> {
    let owner = devices.iter().find_map(|one| Some((one.account, one.owner()?.clone())));
    let only = match &owner {
        Some((account, owner)) => only::in_force(tx, *account, owner, &devices)?,
        None => false,
    };
    let mut listed = Vec::with_capacity(devices.len());
    for device in devices {
        let DeviceState::Assigned { since, suspended, .. } = device.state else { continue };
        let passkey = match device.kind {
            DeviceKind::Passkey => tx.passkey(device.account, &device.serial)?,
            DeviceKind::AuthenticatorApp | DeviceKind::HardwareToken { .. } => None,
        };
        let copied = match device.kind {
            DeviceKind::Passkey => copied(tx, &device)?,
            DeviceKind::AuthenticatorApp | DeviceKind::HardwareToken { .. } => None,
        };
        listed.push(Listed {
            copied,
            clock_seconds: device.seconds_of(device.clock.offset),
            suspended,
            expires: device.expires,
            barred: device.barred(now),
            codes_refused: only && device.kind.has_codes(),
            name: device.name.as_str().to_owned(),
            serial: device.serial,
            kind: device.kind,
            since,
            last_used: device.last_used,
            passkey: passkey.map(|passkey| facts(&passkey.credential)),
        });
    }
    Ok(listed)
}

/// Refusals of a passkey that are looked through.
const REFUSALS: u32 = 100;

/// Finds the last refusal for a counter that did not grow.
fn copied(tx: &mut dyn Tx, device: &Device) -> Result<Option<Timestamp>, ServiceError> {
    let filter = AuditFilter {
        target: Some(device.serial.as_str().to_owned()),
        success: Some(false),
        ..AuditFilter::default()
    };
    let refused = tx.records(device.account, &filter, REFUSALS)?.into_iter();
    let mut by_counter =
        refused.filter(|record| record.event.outcome == Outcome::Refused(Reason::CounterBack));
    Ok(by_counter.next().map(|record| record.at))
}

fn facts(credential: &Credential) -> PasskeyFacts {
    let inside = credential.transports.contains(&Transport::Internal);
    PasskeyFacts {
        model: authenticator_name(&credential.aaguid),
        built_in: credential.attachment.map_or(inside, |place| place == Attachment::Platform),
        copies: match (credential.backup_eligible, credential.backed_up) {
            (false, _) => Copies::Impossible,
            (true, false) => Copies::Possible,
            (true, true) => Copies::Made,
        },
        verifies_user: credential.user_verified,
    }
}
