//! What the operations on login profiles share.

use identity::Timestamp;
use identity::account::Account;
use identity::password::Password;
use identity::user::User;
use storage::{PasswordRecord, Tx};

use crate::account::create::hash_accepted;
use crate::passwords::accept_of_user;
use crate::subject::{Subject, user_or_self};
use crate::{Caller, Kind, Service, ServiceError};

/// Is a login profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileView {
    /// The user's name.
    pub user_name: String,
    /// When the user was first given a password.
    pub created: Timestamp,
    /// Whether it must be replaced at the next sign-in.
    pub reset_required: bool,
}

/// Finds the user of a login profile. Root's password is a matter of the console.
pub(super) fn user(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: Option<&str>,
    action: &'static str,
) -> Result<User, ServiceError> {
    match user_or_self(svc, tx, caller, name, action)? {
        Subject::User(user) => Ok(*user),
        Subject::Root => Err(ServiceError::api(
            Kind::ValidationError,
            "Must specify userName: the password of the root user is changed in the console.",
        )),
    }
}

/// Accepts and hashes a password for a user.
pub(super) async fn hash(
    svc: &Service,
    account: &Account,
    user: &User,
    password: Password,
    must_change: bool,
) -> Result<PasswordRecord, ServiceError> {
    let name = user.name.as_str();
    let accepted = accept_of_user(svc, account, name, Some(user.identity()), password).await;
    hash_accepted(svc, &accepted.map_err(violation)?, must_change).await
}

/// Puts the refusal of a password into AWS's words.
pub(crate) fn violation(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::UnfitPassword(fault) => {
            let message = format!(
                "Password does not conform to the account password policy. Reason: {fault}."
            );
            ServiceError::api(Kind::PasswordPolicyViolation, message)
        }
        other => other,
    }
}

/// Says that a user has no password.
pub(super) fn missing(name: &str) -> ServiceError {
    let message = format!("Login Profile for User {name} cannot be found.");
    ServiceError::api(Kind::NoSuchEntity, message)
}
