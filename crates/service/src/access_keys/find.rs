//! Finding an access key of a user or of root.

use identity::access_key::AccessKey;
use identity::names::AccessKeyId;
use storage::Tx;

use crate::subject::Subject;
use crate::{Caller, Kind, ServiceError};

/// Finds a key by id. One of somebody else is not found.
pub(crate) fn find(
    tx: &mut dyn Tx,
    caller: &Caller,
    subject: &Subject,
    id: &str,
) -> Result<AccessKey, ServiceError> {
    let parsed = AccessKeyId::parse(id).filter(|id| id.account() == caller.account);
    let found = match &parsed {
        Some(id) => tx.access_key(id)?,
        None => None,
    };
    found.filter(|key| key.owner == subject.identity()).ok_or_else(|| no_key(id))
}

/// Says that there is no such key.
pub(super) fn no_key(id: &str) -> ServiceError {
    let message = format!("The Access Key with id {id} cannot be found.");
    ServiceError::api(Kind::NoSuchEntity, message)
}
