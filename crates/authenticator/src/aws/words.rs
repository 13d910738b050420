//! What the SDK's faults mean, in words for the person. Nothing of a request and no
//! credentials stand in them: only what a service, a file or a network said.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_iam::error::{ConnectorError, ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;

use super::Fault;
use crate::look::clean;

/// What the SDK says of a fault before it says which.
const EMPTY: [&str; 5] = [
    "an error occurred while loading credentials",
    "client error (Connect)",
    "dispatch failure",
    "io error",
    "service error",
];

/// The most characters of what others say.
const LONGEST: usize = 600;

/// Says why a call came to nothing; `place` is where the service was to be.
pub(super) fn fault<E>(place: &str, error: &SdkError<E>) -> Fault
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let unreachable = |reason: String| Fault::Unreachable(format!("{place}: {reason}"));
    match error {
        SdkError::ServiceError(refused) => {
            let text = |text: Option<&str>| short(text.unwrap_or_default());
            match text(refused.err().code()) {
                code if code.is_empty() => unreachable(foreign(refused.raw().status().as_u16())),
                code => Fault::Refused { code, message: text(refused.err().message()) },
            }
        }
        SdkError::ResponseError(_) if said(error).contains("length limit exceeded") => {
            unreachable("its answer is too long".to_owned())
        }
        SdkError::ResponseError(answer) => unreachable(foreign(answer.raw().status().as_u16())),
        SdkError::TimeoutError(_) => unreachable("it did not answer in time".to_owned()),
        SdkError::DispatchFailure(failure) => {
            unreachable(failure.as_connector_error().map_or_else(|| said(error), unreached))
        }
        SdkError::ConstructionFailure(_) => unreachable(said(error)),
        _ => unreachable("it cannot be asked".to_owned()),
    }
}

fn foreign(status: u16) -> String {
    format!("its answer (status {status}) is not one of AWS's kind")
}

fn unreached(error: &ConnectorError) -> String {
    let whole = said(error);
    if error.is_timeout() {
        return "it did not answer in time".to_owned();
    }
    if error.is_user() {
        return whole;
    }
    if whole.contains("dns error") || whole.contains("lookup address") {
        return "its name cannot be resolved".to_owned();
    }
    if whole.contains("certificate") {
        return format!("it is not trusted: {whole} (a clock that is far off has this effect too)");
    }
    format!("it cannot be reached: {whole}")
}

/// Says why there are no credentials; nothing where nobody has any.
pub(super) fn missing(error: &CredentialsError) -> Option<String> {
    if matches!(error, CredentialsError::CredentialsNotLoaded(_)) {
        return None;
    }
    let refused = chain(error).find_map(|one| one.downcast_ref::<SdkError<AssumeRoleError>>());
    Some(refused.map_or_else(
        || said(error),
        |refused| match fault("STS", refused) {
            Fault::Refused { code, message } => format!("the service refused: {code}: {message}"),
            Fault::Unreachable(reason) => reason,
        },
    ))
}

fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&one| one.source())
}

/// Joins what an error and its reasons say; what was said already is not repeated.
pub(super) fn said(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    for one in chain(error) {
        let text = clean(one.to_string().trim()).replace('\u{fffd}', " ");
        if !text.is_empty()
            && !EMPTY.contains(&text.as_str())
            && !texts.iter().any(|known| known.contains(&text))
        {
            texts.push(text);
        }
    }
    short(&texts.join(": "))
}

/// Cuts what a stranger says, and takes from it what would command a terminal.
fn short(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_joined_once_and_cut() {
        let inner = std::io::Error::other("no\u{1b}[2J way");
        assert_eq!(said(&inner), "no [2J way");
        let twice = CredentialsError::provider_error(std::io::Error::other("no way"));
        let text = said(&twice);
        assert_eq!(text.matches("no way").count(), 1, "{text}");
        assert_eq!(said(&std::io::Error::other("x".repeat(9_000))).len(), LONGEST + 3);
        assert!(missing(&CredentialsError::not_loaded("nothing")).is_none());
    }
}
