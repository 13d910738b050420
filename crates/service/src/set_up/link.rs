//! A one-time link: how long it is good, finding it, using it up.

use std::time::Duration;

use identity::Timestamp;
use storage::{SetUpLink, Tx};

use crate::{LinkToken, ServiceError};

/// Is how long a link is good for.
pub(crate) const LINK_LIFETIME: Duration = Duration::from_hours(24);

/// Finds a link that is still good.
pub(crate) fn find(
    tx: &mut dyn Tx,
    token: &LinkToken,
    now: Timestamp,
) -> Result<SetUpLink, ServiceError> {
    tx.set_up_link(&token.hash())?
        .filter(|link| now < link.expires)
        .ok_or(ServiceError::Gone("the link"))
}

/// Uses a link up; of several callers one succeeds.
pub(crate) fn use_up(tx: &mut dyn Tx, token: &LinkToken) -> Result<(), ServiceError> {
    if tx.remove_set_up_link(&token.hash())? { Ok(()) } else { Err(ServiceError::Gone("the link")) }
}
