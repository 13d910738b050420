//! One device (operation GetMFADevice). It answers for security keys only, of
//! which there are none here: virtual devices are refused as AWS refuses them.

use super::find::look_up;
use crate::subject::user_or_self;
use crate::{Caller, Kind, Service, ServiceError};

/// Refuses, once it is sure that the caller may ask.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
    serial: &str,
) -> Result<(), ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    let (user_name, serial) = (user_name.map(str::to_owned), serial.to_owned());
    svc.read(move |tx| {
        let name = user_name.as_deref();
        let subject = user_or_self(&inner, tx, &caller, name, "iam:GetMFADevice")?;
        let device = look_up(tx, caller.account, &serial)?;
        let own = device.filter(|device| device.is_of(&subject.identity()));
        if own.is_none() {
            let message = format!("MFA Device {serial} cannot be found.");
            return Err(ServiceError::api(Kind::NoSuchEntity, message));
        }
        Err(ServiceError::api(
            Kind::ValidationError,
            "The MFA device serial number sent in the request is invalid or not supported by this \
             API. Currently, only hardware FIDO security keys are supported. Please use the \
             compatible device or API.",
        ))
    })
    .await
}
