//! The refusal for an inline policy that is not there.

use crate::{Kind, ServiceError};

/// Says that there is no such policy inside of a `user`, `group` or `role`.
pub(super) fn missing(kind: &str, name: &str) -> ServiceError {
    let message = format!("The {kind} policy with name {name} cannot be found.");
    ServiceError::api(Kind::NoSuchEntity, message)
}
