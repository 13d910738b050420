//! A link that was sent: how long it is good, and finding it.

use std::time::Duration;

use identity::Timestamp;
use identity::names::AccountId;
use storage::{SetUpPurpose, Tx};

use crate::{LinkToken, ServiceError};

/// How long a link is good.
pub(super) const LIFETIME: Duration = Duration::from_hours(1);

/// Finds whose password a link is good for.
pub(super) fn account_of(
    tx: &mut dyn Tx,
    token: &LinkToken,
    now: Timestamp,
) -> Result<AccountId, ServiceError> {
    let link = tx.set_up_link(&token.hash())?.filter(|link| now < link.expires);
    match link.map(|link| link.purpose) {
        Some(SetUpPurpose::ForgottenPassword(account)) => Ok(account),
        Some(SetUpPurpose::FirstAccount | SetUpPurpose::RootPassword(_)) | None => {
            Err(ServiceError::Gone("the link"))
        }
    }
}
