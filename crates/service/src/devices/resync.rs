//! Bringing a drifted device back into step with two consecutive codes
//! (operation ResyncMFADevice). Both codes are spent.

use identity::audit::{Action, Reason};
use identity::names::SerialNumber;
use otp::Code;

use super::find_assigned;
use crate::factor::{self, Checked};
use crate::record::Entry;
use crate::signin::second_factor::reason_of;
use crate::{Caller, Proof, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Resync {
    /// The device.
    pub serial: SerialNumber,
    /// The older code.
    pub first: Code,
    /// The newer code.
    pub second: Code,
}

/// Learns the clock of a device of the caller. Returns the seconds by which it
/// runs ahead (positive) or behind.
pub async fn run(svc: &Service, caller: &Caller, command: Resync) -> Result<i64, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        caller.authorize_own(&inner, tx, "iam:ResyncMFADevice")?;
        let device = find_assigned(tx, account, who, &command.serial)?;
        if !device.kind.has_codes() {
            return Err(ServiceError::NotFound("device"));
        }
        let entry = Entry::by(&caller, Action::ResyncMfaDevice)
            .on(device.serial.as_str())
            .asked(told::device(who, caller.name(), device.serial.as_str()));
        let proof = Proof::Pair {
            first: command.first.clone(),
            second: command.second.clone(),
            serial: Some(device.serial.clone()),
        };
        match factor::check(&inner, tx, account, who, &proof, now)? {
            Checked::Wait(wait) => Ok(Err(ServiceError::Wait(wait))),
            Checked::RefusedPair(fault) => {
                entry.refused(Reason::WrongPair).keep(tx, account, now)?;
                Ok(Err(ServiceError::Pair(fault)))
            }
            Checked::Refused(why) => {
                entry.refused(reason_of(&why)).keep(tx, account, now)?;
                Ok(Err(factor::refusal(tx, account, why)?))
            }
            Checked::Accepted(factor) => {
                entry.keep(tx, account, now)?;
                Ok(Ok(device.seconds_of(factor.offset().unwrap_or_default())))
            }
        }
    })
    .await
}
