//! Every call of a program goes on record: what a use case has not put there itself
//! is put there when the call ends. What only reads is gathered and written within
//! a second; what is refused is written before the answer goes out.

use identity::audit::{Action, Reason};

use super::flush;
use super::gathered::Admitted;
use super::subject::named;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Is a call that is over, but for its answer.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// The operation; `None` for one that no service has.
    pub operation: Option<&'static str>,
    /// Code and message of the error, where it was refused.
    pub error: Option<(&'a str, &'a str)>,
}

/// Puts a call on record, if it is not there. An error means that it is not, and
/// that the caller must not hear of a success.
pub async fn run(svc: &Service, caller: &Caller, ended: Ended<'_>) -> Result<(), ServiceError> {
    if caller.trace.is_kept(ended.error.is_none()) {
        return Ok(());
    }
    let (account, now) = (caller.account, svc.now());
    let refused = ended.error.is_some();
    let alone = svc.gathered().spend(account, refused, now);
    if !alone {
        // A record that only counts needs no more than what such calls have in common.
        let code = ended.error.map(|(code, _)| long(code));
        let actor = caller.identity.key();
        if svc.gathered().count_again(account, actor, action_of(ended), code.as_deref()) {
            return Ok(());
        }
    }
    let event = entry(caller, ended).into_event();
    if alone && (refused || !event.action.is_quiet()) {
        return svc
            .write(account, move |tx| {
                tx.append(account, now, &event)?;
                Ok(())
            })
            .await;
    }
    if svc.gathered().add(account, now, &event, alone) == Admitted::Full {
        flush::run(svc, false).await?;
        svc.gathered().add(account, now, &event, alone);
    }
    Ok(())
}

/// Returns the action of a call; one for all that have none of their own.
fn action_of(ended: Ended<'_>) -> Action {
    ended.operation.and_then(Action::from_name).unwrap_or(Action::OtherOperation)
}

fn entry(caller: &Caller, ended: Ended<'_>) -> Entry {
    let action = action_of(ended);
    let mut entry = Entry::by(caller, action);
    let target = if action == Action::OtherOperation {
        ended.operation.map(str::to_owned)
    } else {
        let parameters = caller.trace.parameters();
        let given = parameters.and_then(|text| serde_json::from_str(text).ok());
        named(action, &given.unwrap_or_default())
    };
    if let Some(target) = target {
        entry = entry.on(target);
    }
    if let Some((code, message)) = ended.error {
        let reason = match code {
            "AccessDenied" => Reason::Denied,
            "Throttling" => Reason::Throttled,
            _ => Reason::Failed,
        };
        entry = entry.refused(reason).error(long(code), message);
    }
    entry
}

/// Returns an error's code as CloudTrail writes it: those that the services' models
/// have end in `Exception`, which the wire leaves out.
fn long(code: &str) -> String {
    match code {
        "ConcurrentModification"
        | "DeleteConflict"
        | "EntityAlreadyExists"
        | "EntityTemporarilyUnmodifiable"
        | "InvalidAuthenticationCode"
        | "InvalidInput"
        | "InvalidUserType"
        | "LimitExceeded"
        | "MalformedPolicyDocument"
        | "NoSuchEntity"
        | "PackedPolicyTooLarge"
        | "PasswordPolicyViolation"
        | "PolicyEvaluation"
        | "PolicyNotAttachable"
        | "ServiceFailure"
        | "Throttling"
        | "UnmodifiableEntity" => format!("{code}Exception"),
        "ValidationError" => "ValidationException".to_owned(),
        "ReportExpired" => "CredentialReportExpiredException".to_owned(),
        "ReportInProgress" => "CredentialReportNotReadyException".to_owned(),
        "ReportNotPresent" => "CredentialReportNotPresentException".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_long_where_the_model_has_them_so() {
        for (short, wanted) in [
            ("NoSuchEntity", "NoSuchEntityException"),
            ("ReportNotPresent", "CredentialReportNotPresentException"),
            ("InvalidAuthorizationMessageException", "InvalidAuthorizationMessageException"),
            ("AccessDenied", "AccessDenied"),
        ] {
            assert_eq!(long(short), wanted);
        }
    }
}
