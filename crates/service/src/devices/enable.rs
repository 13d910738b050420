//! Putting a device into use with two consecutive codes (operation
//! EnableMFADevice). Both codes are spent; the session counts as one with MFA
//! from here on, and all others of this identity end.

use identity::names::SerialNumber;
use otp::Code;

use super::{by_codes, find_unconfirmed};
use crate::{Caller, Service, ServiceError};

pub use super::put_into_use::Enabled;

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

/// Puts the caller's own device into use.
pub async fn run(svc: &Service, caller: &Caller, command: Enable) -> Result<Enabled, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
        let device = find_unconfirmed(tx, caller.account, &caller.identity, &command.serial)?;
        if !device.kind.has_codes() {
            return Err(ServiceError::Gone("the device"));
        }
        let codes = (command.first.clone(), command.second.clone());
        by_codes(&inner, tx, &caller, (&device, &device.name), codes, now)
    })
    .await
}
