//! What was asked for and answered, in CloudTrail's words, for records that the
//! console made: a door for programs hands over its own.

use identity::audit::{Action, Actor, Outcome, Record};
use identity::names::AccountId;
use serde_json::{Value, json};

/// How CloudTrail calls the root user in the requests about its devices.
const ROOT: &str = "AWS ROOT USER";

/// Is the type and the name of what a record is about.
pub(super) enum Subject<'r> {
    /// An IAM user, by name.
    User(&'r str),
    /// A device, by serial number.
    Device(&'r str),
    /// Nothing that CloudTrail has a type for.
    Other,
}

pub(super) fn subject(record: &Record) -> Subject<'_> {
    match (record.event.action, record.event.target.as_deref()) {
        (
            Action::CreateVirtualMfaDevice
            | Action::EnableMfaDevice
            | Action::ResyncMfaDevice
            | Action::DeactivateMfaDevice
            | Action::RenameMfaDevice,
            Some(serial),
        ) => Subject::Device(serial),
        (
            Action::CreateUser
            | Action::DeleteUser
            | Action::CreateLoginProfile
            | Action::UpdateLoginProfile
            | Action::DeleteLoginProfile
            | Action::AttachUserPolicy
            | Action::DetachUserPolicy,
            Some(name),
        ) => Subject::User(name),
        _ => Subject::Other,
    }
}

/// Returns the parameters of the request.
pub(super) fn asked(record: &Record) -> Value {
    let event = &record.event;
    match (event.action, subject(record)) {
        (Action::CreateVirtualMfaDevice, Subject::Device(serial)) => {
            json!({ "virtualMFADeviceName": name_of_device(serial) })
        }
        (Action::DeactivateMfaDevice, Subject::Device(serial))
            if event.detail.as_deref().is_some_and(|detail| !detail.starts_with("own")) =>
        {
            json!({ "serialNumber": serial })
        }
        (_, Subject::Device(serial)) => {
            json!({ "userName": user_name(&event.actor), "serialNumber": serial })
        }
        (Action::AttachUserPolicy | Action::DetachUserPolicy, Subject::User(name)) => {
            let policy = event.detail.as_deref().unwrap_or_default();
            json!({ "userName": name, "policyArn": format!("arn:aws:iam::aws:policy/{policy}") })
        }
        (_, Subject::User(name)) => json!({ "userName": name }),
        (Action::CreateAccountAlias | Action::DeleteAccountAlias, _) => match &event.target {
            Some(alias) => json!({ "accountAlias": alias }),
            None => Value::Null,
        },
        (_, Subject::Other) => Value::Null,
    }
}

/// Returns what was answered. Never a seed, a password or a code.
pub(super) fn answered(account: AccountId, record: &Record) -> Value {
    let success = record.event.outcome == Outcome::Success;
    let name = record.event.action.name();
    if record.event.action.is_console_event() {
        return json!({ name: if success { "Success" } else { "Failure" } });
    }
    match (record.event.action, subject(record)) {
        (Action::CreateVirtualMfaDevice, Subject::Device(serial)) if success => {
            json!({ "virtualMFADevice": { "serialNumber": serial } })
        }
        (Action::CreateUser, Subject::User(name)) if success => {
            let arn = format!("arn:aws:iam::{account}:user/{name}");
            json!({ "user": { "userName": name, "arn": arn } })
        }
        _ => Value::Null,
    }
}

fn user_name(actor: &Actor) -> &str {
    match actor {
        Actor::Identity { identity, .. } if identity.is_root() => ROOT,
        Actor::Identity { name, .. } => name,
        Actor::Stranger | Actor::Operator => "",
    }
}

fn name_of_device(serial: &str) -> &str {
    serial.rsplit_once('/').map_or(serial, |(_, name)| name)
}
