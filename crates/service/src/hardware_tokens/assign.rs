//! Putting a token from stock into use for oneself: its serial number and two
//! consecutive codes (operation EnableMFADevice, as the console does it). Both
//! codes are spent; the session counts as one with MFA from here on, and all
//! others of this identity end.

use identity::device::Device;
use identity::names::{DeviceName, SerialNumber};
use otp::Code;

use crate::devices::by_codes;
use crate::devices::enable::Enabled;
use crate::notices::people;
use crate::{Caller, Service, ServiceError};

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
        caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
        caller.require_fresh(tx, now)?;
        let Some(token) = tx.device(caller.account, &serial)?.filter(Device::is_in_stock) else {
            let why = "no token with this serial number is in stock: compare it with the back of \
                       the token, or ask an administrator";
            return Ok(Err(ServiceError::invalid("serial", why)));
        };
        if let Some(expires) = token.expires.filter(|_| token.is_expired(now)) {
            let until = people(expires);
            let why = format!(
                "its maker permits this token to be used until {until} only: ask an administrator \
                 for another one"
            );
            return Ok(Err(ServiceError::invalid("serial", why)));
        }
        let codes = (command.first.clone(), command.second.clone());
        by_codes(&inner, tx, &caller, (&token, &name), codes, now)
    })
    .await
}
