//! One passkey or security key (operation GetMFADevice). Virtual devices are
//! refused, as AWS refuses them.

use identity::Timestamp;
use identity::device::{DeviceKind, DeviceState};

use super::find::look_up;
use crate::subject::user_or_self;
use crate::{Caller, Kind, Service, ServiceError};

/// Is a passkey in use. Nothing is certified of it, since no attestation is asked
/// for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The user's name; `None` for root.
    pub user_name: Option<String>,
    /// The serial number.
    pub serial: String,
    /// Since when it is in use.
    pub enabled: Timestamp,
}

/// Returns a passkey of the named user, or of who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
    serial: &str,
) -> Result<Found, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let (user_name, serial) = (user_name.map(str::to_owned), serial.to_owned());
    svc.read(move |tx| {
        let name = user_name.as_deref();
        let subject = user_or_self(&inner, tx, &caller, name, "iam:GetMFADevice")?;
        let device = look_up(tx, caller.account, &serial)?;
        let own = device.filter(|device| device.is_of(&subject.identity()));
        match own.map(|device| (device.kind, device.state, device.serial)) {
            Some((DeviceKind::Passkey, DeviceState::Assigned { since, .. }, serial)) => Ok(Found {
                user_name: subject.user_name(),
                serial: serial.as_str().to_owned(),
                enabled: since,
            }),
            None | Some((DeviceKind::Passkey, _, _)) => {
                let message = format!("MFA Device {serial} cannot be found.");
                Err(ServiceError::api(Kind::NoSuchEntity, message))
            }
            Some((DeviceKind::AuthenticatorApp | DeviceKind::HardwareToken { .. }, _, _)) => Err(ServiceError::api(
                Kind::ValidationError,
                "The MFA device serial number sent in the request is invalid or not supported by \
                 this API. Currently, only hardware FIDO security keys are supported. Please use \
                 the compatible device or API.",
            )),
        }
    })
    .await
}
