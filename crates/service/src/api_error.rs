//! Refusals in the words of AWS: the kinds that its clients tell apart, and the
//! message that tools match on. HTTP statuses and XML are the door's.

use identity::names::InvalidName;

use crate::ServiceError;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)+) => {
        /// Is a kind of refusal (service models of IAM, STS and Account, pages "Common
        /// errors").
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $variant,)+ }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the code, as clients know it.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

kinds! {
    /// Policies do not allow it, or a code or password was wrong.
    AccessDenied = "AccessDenied",
    /// Something else changed the same thing at the same time.
    ConcurrentModification = "ConcurrentModification",
    /// It still has things that must go first.
    DeleteConflict = "DeleteConflict",
    /// The name is taken, or it is so already.
    EntityAlreadyExists = "EntityAlreadyExists",
    /// The session that signs is over.
    ExpiredToken = "ExpiredToken",
    /// The two codes do not fit the device.
    InvalidAuthenticationCode = "InvalidAuthenticationCode",
    /// An encoded message that was not made here.
    InvalidAuthorizationMessage = "InvalidAuthorizationMessageException",
    /// The access key or the session token is not good.
    InvalidClientTokenId = "InvalidClientTokenId",
    /// A parameter is not what it should be.
    InvalidInput = "InvalidInput",
    /// A session tag is not what it should be.
    InvalidParameterValue = "InvalidParameterValue",
    /// The operation is not for this kind of caller.
    InvalidUserType = "InvalidUserType",
    /// A quota is reached.
    LimitExceeded = "LimitExceeded",
    /// A policy document is not one.
    MalformedPolicyDocument = "MalformedPolicyDocument",
    /// There is no such thing.
    NoSuchEntity = "NoSuchEntity",
    /// Session policies are too large.
    PackedPolicyTooLarge = "PackedPolicyTooLarge",
    /// A new password is not accepted.
    PasswordPolicyViolation = "PasswordPolicyViolation",
    /// A policy could not be evaluated.
    PolicyEvaluation = "PolicyEvaluation",
    /// The policy cannot be attached.
    PolicyNotAttachable = "PolicyNotAttachable",
    /// The credential report is too old.
    ReportExpired = "ReportExpired",
    /// The credential report is being made.
    ReportInProgress = "ReportInProgress",
    /// There is no credential report.
    ReportNotPresent = "ReportNotPresent",
    /// There is no such contact.
    ResourceNotFound = "ResourceNotFoundException",
    /// The signature is not that of the key.
    SignatureDoesNotMatch = "SignatureDoesNotMatch",
    /// It belongs to the service and cannot be changed.
    UnmodifiableEntity = "UnmodifiableEntity",
    /// A parameter has the wrong form.
    ValidationError = "ValidationError",
}

/// Is a refusal as an AWS client sees it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", .kind.code())]
pub struct ApiError {
    /// The kind.
    pub kind: Kind,
    /// The message, complete.
    pub message: String,
}

impl ServiceError {
    /// Makes a refusal of a kind.
    pub(crate) fn api(kind: Kind, message: impl Into<String>) -> Self {
        Self::Api(ApiError { kind, message: message.into() })
    }

    /// Says that a parameter has the wrong form.
    pub(crate) fn validation(parameter: &str, why: InvalidName) -> Self {
        Self::api(
            Kind::ValidationError,
            format!("The specified value for {parameter} is invalid: {why}."),
        )
    }

    /// Says that an entity of a kind (`user`, `group`, `role`) is not there.
    pub(crate) fn no_entity(kind: &str, name: &str) -> Self {
        Self::api(Kind::NoSuchEntity, format!("The {kind} with name {name} cannot be found."))
    }

    /// Says that a name is taken (`User`, `Group`, `Role`).
    pub(crate) fn entity_exists(kind: &str, name: &str) -> Self {
        Self::api(Kind::EntityAlreadyExists, format!("{kind} with name {name} already exists."))
    }

    /// Says that a quota is reached.
    pub(crate) fn quota(what: &str, quota: impl std::fmt::Display) -> Self {
        Self::api(Kind::LimitExceeded, format!("Cannot exceed quota for {what}: {quota}"))
    }

    /// Says that something still has what must go first.
    pub(crate) fn must_first(what: &str) -> Self {
        Self::api(Kind::DeleteConflict, format!("Cannot delete entity, must {what} first."))
    }

    /// Says that policies do not allow it.
    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::api(Kind::AccessDenied, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_has_a_code_of_its_own() {
        let codes: HashSet<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
    }
}
