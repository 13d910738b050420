//! Putting a device into use: what its owner does with two consecutive codes, and what
//! follows for every kind of device. The duty to register one is done, everything that
//! was opened without it ends, it is on record, and the owner is told.

use identity::Timestamp;
use identity::audit::{Action, Reason};
use identity::device::Device;
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::names::{DeviceName, SerialNumber};
use otp::Code;
use storage::{TokenHash, Tx};

use crate::factor::{self, Checked, open_seed, seal_seed};
use crate::notices::{self, Circumstances, NewDevice};
use crate::record::Entry;
use crate::second_factors::SecondFactors;
use crate::service::Judged;
use crate::session::confirm::renew;
use crate::signin::second_factor::reason_of;
use crate::{Bearer, Caller, Proof, Service, ServiceError, told};

/// Is what came of it.
#[derive(Debug)]
pub struct Enabled {
    /// The session's new token.
    pub session: Bearer,
    /// The device's name.
    pub name: String,
    /// Devices that sign the identity in now.
    pub devices: usize,
}

/// Puts a device that shows codes into use for the caller, under a name, where both
/// codes, the older one first, are its own. They are spent.
pub(crate) fn by_codes(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    (device, name): (&Device, &DeviceName),
    (first, second): (Code, Code),
    now: Timestamp,
) -> Result<Judged<Enabled>, ServiceError> {
    let (account, who, serial) = (caller.account, &caller.identity, &device.serial);
    let asked = told::device(who, caller.name(), serial.as_str());
    let entry = Entry::by(caller, Action::EnableMfaDevice).on(serial.as_str()).asked(asked);
    if tx.count_devices(account, who)? >= DEVICES_PER_IDENTITY as u64 {
        entry.refused(Reason::DeviceLimit).keep(tx, account, now)?;
        return Ok(Err(ServiceError::Limit("devices", DEVICES_PER_IDENTITY)));
    }
    let candidate = [factor::candidate(svc, device, now)?];
    let proof = Proof::Pair { first, second, serial: None };
    let factor = match factor::check_against(svc, tx, account, who, &candidate, &proof, now)? {
        Checked::Accepted(factor) => factor,
        Checked::Wait(wait) => return Ok(Err(ServiceError::Wait(wait))),
        Checked::RefusedPair(fault) => {
            entry.refused(Reason::WrongPair).keep(tx, account, now)?;
            return Ok(Err(ServiceError::Pair(fault)));
        }
        Checked::Refused(why) => {
            entry.refused(reason_of(&why)).keep(tx, account, now)?;
            return Ok(Err(factor::refusal(tx, account, why)?));
        }
    };
    let sealed = seal_seed(svc, account, serial, Some(who), &open_seed(svc, device)?)?;
    if !tx.assign_device(account, serial, who, &sealed, now)? {
        return Err(ServiceError::Gone("the device"));
    }
    if *name != device.name {
        tx.rename_device(account, serial, name)?;
    }
    let session = renew(svc, tx, caller, Some(&factor), now)?;
    put_into_use(svc, tx, caller, (serial, name.as_str()), &session.hash(), entry, now)?;
    let devices = SecondFactors::of(tx, account, who, now)?.devices;
    Ok(Ok(Enabled { session, name: name.as_str().to_owned(), devices }))
}

/// Settles what follows. The session with the token `keep` goes on; all others end.
pub(crate) fn put_into_use(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    device: (&SerialNumber, &str),
    keep: &TokenHash,
    entry: Entry,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (account, who) = (caller.account, caller.identity());
    let (serial, name) = device;
    tx.clear_enrolment_due(account, who)?;
    tx.remove_sessions_of(account, who, Some(keep))?;
    tx.remove_sign_ins_of(account, who)?;
    entry.keep(tx, account, now)?;
    let notice = NewDevice {
        owner: caller.name(),
        device: name,
        by: None,
        circumstances: Circumstances::of(caller, now),
    };
    let event = format!("{}/{}", serial.as_str(), now.as_micros());
    notices::queue(svc, tx, account, &notice, &event, now)
}
