//! One-time links: the first account of a new store, and the password of a root
//! user whose account the operator made or reopened.

pub mod first_account;
pub mod issue;
pub mod root_password;
pub mod sign_up;
pub mod view;

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
