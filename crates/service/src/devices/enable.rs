//! Putting a device into use with two consecutive codes (operation
//! EnableMFADevice). Both codes are spent; the session counts as one with MFA
//! from here on, and all others of this identity end.

use identity::audit::{Action, Reason};
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::names::SerialNumber;
use otp::Code;

use super::{find_unconfirmed, put_into_use};
use crate::factor::{self, Checked};
use crate::record::Entry;
use crate::session::confirm::renew;
use crate::{Bearer, Caller, Proof, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Enable {
    /// The device that waits for its codes.
    pub serial: SerialNumber,
    /// The older code.
    pub first: Code,
    /// The newer code.
    pub second: Code,
}

/// Is what came of it.
#[derive(Debug)]
pub struct Enabled {
    /// The session's new token.
    pub session: Bearer,
    /// The device's name.
    pub name: String,
    /// Devices that the identity has in use now.
    pub devices: usize,
}

/// Puts the caller's own device into use.
pub async fn run(svc: &Service, caller: &Caller, command: Enable) -> Result<Enabled, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let account = caller.account;
        caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
        let device = find_unconfirmed(tx, account, &caller.identity, &command.serial)?;
        if !device.kind.has_codes() {
            return Err(ServiceError::Gone("the device"));
        }
        let serial = device.serial.as_str();
        let entry = Entry::by(&caller, Action::EnableMfaDevice).on(serial).asked(told::device(
            &caller.identity,
            caller.name(),
            serial,
        ));
        let own = tx.devices_of(account, &caller.identity)?;
        let in_use = own.iter().filter(|own| own.is_assigned()).count();
        if in_use >= DEVICES_PER_IDENTITY {
            entry.refused(Reason::DeviceLimit).keep(tx, account, now)?;
            return Ok(Err(ServiceError::Limit("devices", DEVICES_PER_IDENTITY)));
        }

        let candidate = [factor::candidate(&inner, &device)?];
        let proof = Proof::Pair {
            first: command.first.clone(),
            second: command.second.clone(),
            serial: None,
        };
        let who = &caller.identity;
        match factor::check_against(&inner, tx, account, who, &candidate, &proof, now)? {
            Checked::Wait(wait) => Ok(Err(ServiceError::Wait(wait))),
            Checked::RefusedPair(fault) => {
                entry.refused(Reason::WrongPair).keep(tx, account, now)?;
                Ok(Err(ServiceError::Pair(fault)))
            }
            Checked::Refused(why) => Ok(Err(factor::refusal(tx, account, why)?)),
            Checked::Accepted(factor) => {
                if !tx.assign_device(account, &device.serial, who, &device.sealed_seed, now)? {
                    return Err(ServiceError::Gone("the device"));
                }
                let session = renew(&inner, tx, &caller, Some(&factor), now)?;
                let known = (&device.serial, device.name.as_str());
                put_into_use(&inner, tx, &caller, known, &session.hash(), entry, now)?;
                let name = device.name.as_str().to_owned();
                Ok(Ok(Enabled { session, name, devices: in_use + 1 }))
            }
        }
    })
    .await
}
