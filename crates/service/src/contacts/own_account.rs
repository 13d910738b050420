//! The parameter by which an organization's account names another one. There are no
//! organizations here.

use identity::names::AccountId;

use crate::{Kind, ServiceError};

/// Says whether an account is named. What is no account's number is refused.
pub(super) fn is_named(account_id: Option<&str>) -> Result<bool, ServiceError> {
    if let Some(named) = account_id {
        AccountId::parse(named).map_err(|why| ServiceError::validation("accountId", why))?;
    }
    Ok(account_id.is_some())
}

/// Makes the refusal of an account that is named.
pub(super) fn refusal() -> ServiceError {
    let message = "There are no organizations here: an account reads its own contacts, and leaves \
                   AccountId out.";
    ServiceError::api(Kind::AccessDenied, message)
}
