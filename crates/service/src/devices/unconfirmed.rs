//! A device between its name and its two codes: what its page shows. The seed is
//! shown only here, only to its owner, and only until the device is in use.

use identity::device::provisioning_uri;
use identity::names::SerialNumber;
use zeroize::Zeroizing;

use super::find_unconfirmed;
use crate::factor::open_seed;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Is what the page shows.
pub struct Unconfirmed {
    /// The serial number.
    pub serial: SerialNumber,
    /// The name.
    pub name: String,
    /// The `otpauth` URI, for the QR code and the link.
    pub uri: Zeroizing<String>,
    /// The secret in groups of four, for typing.
    pub secret: Zeroizing<String>,
    /// Devices that sign the caller in already.
    pub others: usize,
}

/// Returns the caller's own device that waits for its codes.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<Unconfirmed, ServiceError> {
    let (inner, caller, serial) = (svc.clone(), caller.clone(), serial.clone());
    let now = svc.now();
    svc.read(move |tx| {
        caller.require_fresh(tx, now)?;
        let device = find_unconfirmed(tx, caller.account, &caller.identity, &serial)?;
        if !device.kind.has_codes() {
            return Err(ServiceError::Gone("the device"));
        }
        let account =
            tx.account(caller.account)?.ok_or_else(|| corrupt("an account is missing"))?;
        let seed = open_seed(&inner, &device)?;
        let issuer = &inner.settings().issuer;
        let own = tx.devices_of(caller.account, &caller.identity)?;
        Ok(Unconfirmed {
            uri: provisioning_uri(issuer, &caller.name, &device.name, &account.handle(), &seed),
            secret: seed.to_groups(),
            serial: device.serial,
            name: device.name.as_str().to_owned(),
            others: own.iter().filter(|own| own.is_usable(now)).count(),
        })
    })
    .await
}
