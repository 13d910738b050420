//! A record as a CloudTrail event: the one place where the trail is told in
//! AWS's words, for the console's events and for operations (pages "CloudTrail
//! record contents" and "AWS Management Console sign-in events").

use identity::Identity;
use identity::arn;
use identity::audit::{Action, Actor, Event, Outcome, Reason, Record};
use identity::names::AccountId;
use serde_json::{Map, Value, json};

use super::event_id::event_id;
use super::parameters::{answered, asked};
use super::subject;
use crate::told::time;

/// The version of the record's form.
const VERSION: &str = "1.11";
/// The region of IAM, STS and sign-in, which are global here.
pub(super) const REGION: &str = "us-east-1";
/// What stands for a name that nobody has: people type passwords there.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Is what the events tell of the service itself.
#[derive(Clone, Debug)]
pub struct Site {
    /// The console's address, without a path.
    pub console_url: String,
}

/// Tells a record of an account as a CloudTrail event.
pub fn event(site: &Site, account: AccountId, record: &Record) -> Value {
    let happened = &record.event;
    let request = &happened.request;
    let console = happened.action.is_console_event();
    let mut event = Map::new();
    let mut put = |name: &str, value: Value| {
        event.insert(name.to_owned(), value);
    };
    put("eventVersion", VERSION.into());
    put("userIdentity", identity(account, record));
    put("eventTime", time(record.at).into());
    put("eventSource", happened.action.source().into());
    put("eventName", name(record).into());
    put("awsRegion", REGION.into());
    put("sourceIPAddress", happened.peer.as_deref().unwrap_or("AWS Internal").into());
    put("userAgent", request.agent.as_deref().unwrap_or("AWS Internal").into());
    if let Some((code, message)) = error(record) {
        if let Some(code) = code {
            put("errorCode", code.into());
        }
        put("errorMessage", message.into());
    }
    let given = |text: &Option<String>| Some(serde_json::from_str(text.as_deref()?).ok());
    let asked = given(&request.parameters).unwrap_or_else(|| Some(asked(record)));
    put("requestParameters", asked.unwrap_or_default());
    let answer = given(&request.response).unwrap_or_else(|| Some(answered(record)));
    put("responseElements", answer.unwrap_or_default());
    let additional = additional(site, record);
    if !additional.is_null() {
        put("additionalEventData", additional);
    }
    if let Some(id) = &request.id {
        put("requestID", id.as_str().into());
    }
    put("eventID", event_id(account, record).into());
    put("readOnly", happened.action.is_read_only().into());
    put("eventType", kind(record, console).into());
    put("managementEvent", true.into());
    put("recipientAccountId", account.to_string().into());
    put("eventCategory", "Management".into());
    if !console && request.access_key.is_none() && request.session.is_some() {
        put("sessionCredentialFromConsole", "true".into());
    }
    Value::Object(event)
}

/// Returns the event's name: that of the operation also where it is not
/// implemented.
pub fn name(record: &Record) -> &str {
    match (record.event.action, &record.event.target) {
        (Action::OtherOperation, Some(name)) => name,
        (action, _) => action.name(),
    }
}

/// Returns type and name of what a record is about.
pub fn resources(record: &Record) -> Vec<(&'static str, String)> {
    let kind = subject::kind(record.event.action);
    let target = record.event.target.clone();
    kind.zip(target).map(|(kind, name)| (kind.name, name)).into_iter().collect()
}

fn kind(record: &Record, console: bool) -> &'static str {
    match (&record.event.actor, console) {
        (Actor::Operator, _) => "AwsServiceEvent",
        (_, true) => "AwsConsoleSignIn",
        (_, false) => "AwsApiCall",
    }
}

fn identity(account: AccountId, record: &Record) -> Value {
    let refused_sign_in =
        record.event.action.is_console_event() && record.event.outcome != Outcome::Success;
    let request = &record.event.request;
    let access_key = request.access_key.as_deref().unwrap_or_default();
    let id = account.to_string();
    let mut told = match &record.event.actor {
        Actor::Operator => return json!({ "type": "AWSService", "invokedBy": "secondkeyd" }),
        Actor::Stranger if record.event.outcome == Outcome::Success => {
            return json!({ "type": "Unknown", "accountId": id });
        }
        Actor::Stranger => {
            return json!({
                "type": "IAMUser", "accountId": id, "accessKeyId": access_key,
                "userName": HIDDEN,
            });
        }
        // Whoever asked for the session is told beside it.
        Actor::Identity { name, .. } if is_federated(record) => json!({
            "type": "FederatedUser", "principalId": format!("{id}:{name}"),
            "arn": format!("arn:aws:sts::{id}:federated-user/{name}"), "accountId": id,
            "accessKeyId": access_key,
        }),
        Actor::Identity { identity, .. } if identity.is_root() => json!({
            "type": "Root", "principalId": id, "arn": format!("arn:aws:iam::{id}:root"),
            "accountId": id, "accessKeyId": access_key,
        }),
        Actor::Identity { identity, name, .. } if refused_sign_in => json!({
            "type": "IAMUser", "principalId": identity.key(), "accountId": id,
            "accessKeyId": "", "userName": name,
        }),
        // `name` is the role's name and the session's.
        Actor::Identity { identity: identity @ Identity::Role(_), name, .. } => json!({
            "type": "AssumedRole", "principalId": identity.key(),
            "arn": format!("arn:aws:sts::{id}:assumed-role/{name}"), "accountId": id,
            "accessKeyId": access_key,
        }),
        Actor::Identity { identity, name, path } => json!({
            "type": "IAMUser", "principalId": identity.key(),
            "arn": arn::iam(account, "user", path, name), "accountId": id,
            "accessKeyId": access_key, "userName": name,
        }),
    };
    if let (Some(session), Some(told)) = (request.session, told.as_object_mut()) {
        let attributes = json!({
            "creationDate": time(session.began),
            "mfaAuthenticated": if session.mfa { "true" } else { "false" },
        });
        let mut context = serde_json::Map::new();
        context.insert("attributes".to_owned(), attributes);
        if let (true, Actor::Identity { identity, .. }) = (session.federated, &record.event.actor) {
            let issuer = if identity.is_root() {
                json!({ "type": "Root", "principalId": id, "accountId": id,
                        "arn": format!("arn:aws:iam::{id}:root") })
            } else {
                json!({ "type": "IAMUser", "principalId": identity.key(), "accountId": id })
            };
            context.insert("sessionIssuer".to_owned(), issuer);
        }
        if let Actor::Identity { identity: Identity::Role(role), name, path } = &record.event.actor
            && !session.federated
        {
            let (name, _) = name.rsplit_once('/').unwrap_or((name, ""));
            let issuer = json!({
                "type": "Role", "principalId": role.role().as_str(), "accountId": id,
                "arn": arn::iam(account, "role", path, name), "userName": name,
            });
            context.insert("sessionIssuer".to_owned(), issuer);
        }
        told.insert("sessionContext".to_owned(), context.into());
    }
    told
}

fn is_federated(record: &Record) -> bool {
    record.event.request.session.is_some_and(|session| session.federated)
}

/// Returns code and message of a refusal. Sign-ins have no code.
fn error(record: &Record) -> Option<(Option<&str>, &str)> {
    let Outcome::Refused(reason) = record.event.outcome else { return None };
    if let Some(refusal) = &record.event.request.refusal {
        return Some((Some(&refusal.code), &refusal.message));
    }
    if record.event.action.is_console_event() {
        let unknown = record.event.actor == Actor::Stranger;
        let message =
            if unknown { "No username found in supplied account" } else { "Failed authentication" };
        return Some((None, message));
    }
    let code = match reason {
        Reason::WrongCode
        | Reason::SpentCode
        | Reason::ClockOff
        | Reason::PairNeeded
        | Reason::PasskeyNeeded
        | Reason::WrongPair
        | Reason::WrongRecoveryCode
        | Reason::SpentRecoveryCode
        | Reason::SuspendedDevice
        | Reason::ExpiredDevice
        | Reason::WrongContactCode
        | Reason::WrongPasskey
        | Reason::CounterBack => "InvalidAuthenticationCodeException",
        Reason::UnfitPassword => "PasswordPolicyViolationException",
        Reason::DeviceLimit => "LimitExceededException",
        Reason::UnknownUser | Reason::NoPassword | Reason::UnknownDevice => "NoSuchEntityException",
        Reason::Throttled => "ThrottlingException",
        Reason::Undeliverable => "MailRefusedException",
        Reason::WrongPassword
        | Reason::ExpiredPassword
        | Reason::Denied
        | Reason::StaleFactor
        | Reason::ExpiredReset
        | Reason::SecondNeeded
        | Reason::WrongLink
        | Reason::WrongDigits
        | Reason::CallFailed
        | Reason::TooEarly
        | Reason::RepairOnly
        | Reason::Failed => "AccessDenied",
    };
    Some((Some(code), reason.name()))
}

fn additional(site: &Site, record: &Record) -> Value {
    let event = &record.event;
    let detail = event.detail.as_deref().unwrap_or_default();
    if let Some(calls) = detail.strip_prefix("calls=").and_then(|count| count.parse::<u64>().ok()) {
        return json!({ "calls": calls });
    }
    match event.action.name() {
        "ConsoleLogin" => {
            let serial = detail.split(' ').find_map(|word| word.strip_prefix("MFAIdentifier="));
            let of_factor = matches!(
                event.outcome,
                Outcome::Refused(
                    Reason::WrongCode
                        | Reason::SpentCode
                        | Reason::ClockOff
                        | Reason::PairNeeded
                        | Reason::PasskeyNeeded
                        | Reason::WrongPair
                        | Reason::WrongRecoveryCode
                        | Reason::SpentRecoveryCode
                        | Reason::SuspendedDevice
                        | Reason::ExpiredDevice
                        | Reason::WrongPasskey
                        | Reason::CounterBack
                )
            );
            let used = detail.starts_with("MFAUsed=Yes") || of_factor;
            let mut told = json!({
                "LoginTo": format!("{}/", site.console_url),
                "MobileVersion": "No",
                "MFAUsed": if used { "Yes" } else { "No" },
            });
            if let (Some(serial), Some(told)) = (serial, told.as_object_mut()) {
                told.insert("MFAIdentifier".to_owned(), serial.into());
            }
            told
        }
        "CheckMfa" => match mfa_type(event) {
            Some(kind) => json!({ "MfaType": kind }),
            None => Value::Null,
        },
        _ => Value::Null,
    }
}

/// Returns with what kind of device somebody proved, or failed to prove, who they are;
/// `None` for a password, and for a code that is no device's. A device is known by its
/// serial number: what is no ARN stands on the back of a hardware token.
fn mfa_type(event: &Event) -> Option<&'static str> {
    match (event.target.as_deref(), event.outcome) {
        (Some(serial), _) if serial.contains(":u2f/") => Some("U2F MFA"),
        (Some(serial), _) if serial.contains(":mfa/") => Some("Virtual MFA"),
        (Some(_), _) => Some("Hardware MFA"),
        (None, Outcome::Refused(Reason::WrongPasskey | Reason::CounterBack)) => Some("U2F MFA"),
        (None, _) => None,
    }
}
