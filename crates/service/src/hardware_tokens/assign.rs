//! Putting a token from stock into use for oneself: its serial number and two
//! consecutive codes (operation EnableMFADevice, as the console does it). Both
//! codes are spent; the session counts as one with MFA from here on, and all
//! others of this identity end.

use identity::audit::{Action, Reason};
use identity::device::Device;
use identity::device::limits::DEVICES_PER_IDENTITY;
use identity::names::{DeviceName, SerialNumber};
use otp::Code;

use crate::devices::enable::Enabled;
use crate::devices::put_into_use;
use crate::factor::{self, Checked, open_seed, seal_seed};
use crate::record::Entry;
use crate::session::confirm::renew;
use crate::{Caller, Proof, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Assign {
    /// The serial number, as it is printed on the token.
    pub serial: String,
    /// What its owner calls it.
    pub name: String,
    /// The older code.
    pub first: Code,
    /// The newer code.
    pub second: Code,
}

/// Puts the token into use.
pub async fn run(svc: &Service, caller: &Caller, command: Assign) -> Result<Enabled, ServiceError> {
    let invalid = ServiceError::invalid;
    let name = DeviceName::parse(&command.name).map_err(|why| invalid("name", why))?;
    let serial =
        SerialNumber::parse(command.serial.trim()).map_err(|why| invalid("serial", why))?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
        caller.require_fresh(tx, now)?;
        let asked = told::device(who, caller.name(), serial.as_str());
        let entry = Entry::by(&caller, Action::EnableMfaDevice).on(serial.as_str()).asked(asked);
        let in_use = tx.count_devices(account, who)?;
        if in_use >= DEVICES_PER_IDENTITY as u64 {
            entry.refused(Reason::DeviceLimit).keep(tx, account, now)?;
            return Ok(Err(ServiceError::Limit("devices", DEVICES_PER_IDENTITY)));
        }
        let Some(device) = tx.device(account, &serial)?.filter(Device::is_in_stock) else {
            let why = "no token with this serial number is in stock: compare it with the back of \
                       the token, or ask an administrator";
            return Ok(Err(ServiceError::invalid("serial", why)));
        };

        let candidate = [factor::candidate(&inner, &device)?];
        let (first, second) = (command.first.clone(), command.second.clone());
        let proof = Proof::Pair { first, second, serial: None };
        match factor::check_against(&inner, tx, account, who, &candidate, &proof, now)? {
            Checked::Wait(wait) => Ok(Err(ServiceError::Wait(wait))),
            Checked::RefusedPair(fault) => {
                entry.refused(Reason::WrongPair).keep(tx, account, now)?;
                Ok(Err(ServiceError::Pair(fault)))
            }
            Checked::Refused(why) => Ok(Err(factor::refusal(tx, account, why)?)),
            Checked::Accepted(factor) => {
                let seed = open_seed(&inner, &device)?;
                let sealed = seal_seed(&inner, account, &device.serial, Some(who), &seed)?;
                if !tx.assign_device(account, &device.serial, who, &sealed, now)? {
                    return Err(ServiceError::Gone("the token"));
                }
                tx.rename_device(account, &device.serial, &name)?;
                let session = renew(&inner, tx, &caller, Some(&factor), now)?;
                let known = (&device.serial, name.as_str());
                put_into_use(&inner, tx, &caller, known, &session.hash(), entry, now)?;
                let devices = usize::try_from(in_use).unwrap_or_default() + 1;
                Ok(Ok(Enabled { session, name: name.as_str().to_owned(), devices }))
            }
        }
    })
    .await
}
