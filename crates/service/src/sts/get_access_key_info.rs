//! Which account an access key belongs to (operation GetAccessKeyInfo). It says
//! nothing of the key's state: the id itself names the account.

use identity::names::AccessKeyId;

use crate::authorize::Ask;
use crate::{Caller, Kind, Service, ServiceError};

/// Returns the account's number.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    access_key_id: &str,
) -> Result<String, ServiceError> {
    let (inner, caller, id) = (svc.clone(), caller.clone(), access_key_id.to_owned());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new("sts:GetAccessKeyInfo", "*"))?;
        let id = AccessKeyId::parse(&id).ok_or_else(|| {
            ServiceError::api(
                Kind::ValidationError,
                "Invalid Access Key ID: it does not name an account of this service.",
            )
        })?;
        Ok(id.account().to_string())
    })
    .await
}
