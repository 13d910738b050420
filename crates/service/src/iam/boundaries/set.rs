//! Writing the boundary of a user or a role. Groups have none.

use identity::names::PolicyId;
use storage::Tx;

use crate::iam::holder::Found;
use crate::{Kind, ServiceError};

/// Sets the boundary, or gives it up. Returns whether there was one.
pub(super) fn set(
    tx: &mut dyn Tx,
    found: Found,
    boundary: Option<PolicyId>,
) -> Result<bool, ServiceError> {
    match found {
        Found::User(mut user) => {
            let had = std::mem::replace(&mut user.boundary, boundary).is_some();
            tx.update_user(&user)?;
            Ok(had)
        }
        Found::Role(mut role) => {
            let had = std::mem::replace(&mut role.boundary, boundary).is_some();
            tx.update_role(&role)?;
            Ok(had)
        }
        Found::Group(_) => {
            let message = "A group has no permissions boundary.";
            Err(ServiceError::api(Kind::InvalidInput, message))
        }
    }
}
