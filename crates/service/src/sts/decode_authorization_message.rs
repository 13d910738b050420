//! Reading encoded refusals (operation DecodeAuthorizationMessage). IAM and STS
//! answer with plain text, as AWS's do, so that no encoded message is ever made
//! here and none is a good one.

use crate::authorize::Ask;
use crate::{Caller, Kind, Service, ServiceError};

/// Refuses the message, once it is sure that the caller may ask.
pub async fn run(svc: &Service, caller: &Caller, _encoded: &str) -> Result<String, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new("sts:DecodeAuthorizationMessage", "*"))?;
        Err(ServiceError::api(
            Kind::InvalidAuthorizationMessage,
            "Message is not a valid encoded authorization message.",
        ))
    })
    .await
}
