//! Reading policy documents that requests bring.

use identity::policy::{Kind as Document, Policy, PolicyError};

use crate::{Kind, ServiceError};

/// Reads a document of a kind; `owner` is the name that a refusal speaks of.
pub(crate) fn read(kind: Document, document: &str, owner: &str) -> Result<Policy, ServiceError> {
    Policy::parse(kind, document).map_err(|fault| refusal(&fault, owner))
}

/// Puts the fault of a document into AWS's words.
pub(crate) fn refusal(fault: &PolicyError, owner: &str) -> ServiceError {
    match fault {
        PolicyError::Malformed(malformed) => {
            ServiceError::api(Kind::MalformedPolicyDocument, malformed.to_string())
        }
        PolicyError::TooLong(quota) => ServiceError::api(Kind::LimitExceeded, quota.message(owner)),
    }
}
