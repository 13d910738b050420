//! From the refusals of use cases to errors of AWS's: one exhaustive match.

use aws_wire::ApiError;
use aws_wire::xml::Namespace;
use service::{Kind, ServiceError};

/// Is why an action gives no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The protocol's complaint: the request is not one.
    Wire(ApiError),
    /// The use case's.
    Service(ServiceError),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Wire(error)
    }
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl Refusal {
    /// Returns the error as a service's clients know it. What only the operator can
    /// mend is written to the log.
    pub(crate) fn into_error(self, namespace: Namespace) -> ApiError {
        match self {
            Self::Wire(error) => error,
            Self::Service(error) => of_service(error, namespace),
        }
    }
}

fn of_service(error: ServiceError, namespace: Namespace) -> ApiError {
    let said = error.to_string();
    let new = |code: &'static str, status| ApiError::new(code, status, said.clone());
    match error {
        ServiceError::Api(refused) => {
            ApiError::new(refused.kind.code(), status(refused.kind), refused.message)
        }
        ServiceError::Invalid { .. } => new("ValidationError", 400),
        ServiceError::UnfitPassword(_) => new("PasswordPolicyViolation", 400),
        ServiceError::Wait(_) => ApiError::new("Throttling", 400, "Rate exceeded"),
        ServiceError::Pair(_) => new("InvalidAuthenticationCode", 403),
        ServiceError::SignedOut => ApiError::new(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid.",
        ),
        ServiceError::SignInRefused
        | ServiceError::Factor(_)
        | ServiceError::Denied
        | ServiceError::SecondNeeded
        | ServiceError::EnrolFirst
        | ServiceError::RepairOnly
        | ServiceError::NotFresh(_) => new("AccessDenied", 403),
        ServiceError::Gone(_) | ServiceError::NotFound(_) => new("NoSuchEntity", 404),
        ServiceError::Taken(_) => new("EntityAlreadyExists", 409),
        ServiceError::Limit(..) => new("LimitExceeded", 409),
        ServiceError::Unavailable(detail) => {
            tracing::warn!(detail, "a request could not be served");
            ApiError::new("ServiceUnavailable", 503, "The service is not available now.")
        }
        ServiceError::Fault(detail) => {
            tracing::error!(detail, "internal fault");
            internal(namespace)
        }
    }
}

/// Makes the error for a fault that is ours.
pub(crate) fn internal(namespace: Namespace) -> ApiError {
    let code = match namespace {
        Namespace::Iam => "ServiceFailure",
        Namespace::Sts => "InternalFailure",
    };
    ApiError::new(code, 500, "The request processing has failed because of an internal error.")
}

/// Returns the HTTP status of a kind of refusal (service models of IAM, STS and Account).
fn status(kind: Kind) -> u16 {
    match kind {
        Kind::AccessDenied
        | Kind::ExpiredToken
        | Kind::InvalidAuthenticationCode
        | Kind::InvalidClientTokenId
        | Kind::SignatureDoesNotMatch => 403,
        Kind::NoSuchEntity | Kind::ReportInProgress | Kind::ResourceNotFound => 404,
        Kind::ConcurrentModification
        | Kind::DeleteConflict
        | Kind::EntityAlreadyExists
        | Kind::LimitExceeded => 409,
        Kind::ReportExpired | Kind::ReportNotPresent => 410,
        Kind::PolicyEvaluation => 500,
        Kind::InvalidAuthorizationMessage
        | Kind::InvalidInput
        | Kind::InvalidParameterValue
        | Kind::InvalidUserType
        | Kind::MalformedPolicyDocument
        | Kind::PackedPolicyTooLarge
        | Kind::PasswordPolicyViolation
        | Kind::PolicyNotAttachable
        | Kind::UnmodifiableEntity
        | Kind::ValidationError => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_ours_tell_nothing() {
        let fault = Refusal::from(ServiceError::Fault("row 7 of device".to_owned()));
        let error = fault.into_error(Namespace::Iam);
        assert_eq!((error.code(), error.status()), ("ServiceFailure", 500));
        assert!(!error.message().contains("row"));
        let away = Refusal::from(ServiceError::Unavailable("no route to 10.0.0.7".to_owned()));
        let error = away.into_error(Namespace::Sts);
        assert_eq!((error.code(), error.status()), ("ServiceUnavailable", 503));
        assert!(!error.message().contains("10.0"));
    }

    #[test]
    fn only_two_kinds_of_refusal_let_clients_try_again() {
        let again: Vec<&str> =
            Kind::ALL.iter().filter(|kind| status(**kind) >= 500).map(|kind| kind.code()).collect();
        assert_eq!(again, ["PolicyEvaluation"]);
    }
}
