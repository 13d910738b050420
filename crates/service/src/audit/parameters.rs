//! What was asked for and answered, for records that do not say it themselves: those
//! that are older than the words. No more is told than the record knows.

use identity::audit::{Action, Actor, Outcome, Record};
use serde_json::{Value, json};

use crate::told::ROOT;

/// Returns the parameters of the request, as far as target and detail give them.
pub(super) fn asked(record: &Record) -> Value {
    let event = &record.event;
    let (Some(target), detail) = (event.target.as_deref(), event.detail.as_deref()) else {
        return Value::Null;
    };
    match event.action {
        Action::CreateVirtualMfaDevice => {
            json!({ "virtualMFADeviceName": name_of_device(target) })
        }
        Action::EnableMfaDevice
        | Action::ResyncMfaDevice
        | Action::DeactivateMfaDevice
        | Action::RenameMfaDevice => match owner(&event.actor, event.action, detail) {
            Some(name) => json!({ "userName": name, "serialNumber": target }),
            None => json!({ "serialNumber": target }),
        },
        Action::AttachUserPolicy | Action::DetachUserPolicy => match detail {
            // The one policy whose ARN its name alone tells.
            Some("AdministratorAccess") => {
                json!({ "userName": target, "policyArn": crate::caller::ADMINISTRATOR_ACCESS })
            }
            _ => json!({ "userName": target }),
        },
        Action::CreateUser
        | Action::DeleteUser
        | Action::CreateLoginProfile
        | Action::UpdateLoginProfile
        | Action::DeleteLoginProfile => json!({ "userName": target }),
        Action::CreateAccountAlias | Action::DeleteAccountAlias => {
            json!({ "accountAlias": target })
        }
        _ => Value::Null,
    }
}

/// Returns whose device it is: the one whom the record names, or who did it, since
/// what names nobody else was done in the console to one's own.
fn owner<'r>(actor: &'r Actor, action: Action, detail: Option<&'r str>) -> Option<&'r str> {
    let named = detail.and_then(|text| text.strip_prefix("for ").or(text.strip_prefix("of ")));
    let own = match (action, detail) {
        (Action::DeactivateMfaDevice, Some(detail)) => detail.starts_with("own"),
        (Action::DeactivateMfaDevice, None) => false,
        _ => true,
    };
    let actor = match actor {
        Actor::Identity { identity, .. } if identity.is_root() => Some(ROOT),
        Actor::Identity { name, .. } => Some(name.as_str()),
        Actor::Stranger | Actor::Operator => None,
    };
    named.or(actor.filter(|_| own))
}

/// Returns what was answered, as far as it is known.
pub(super) fn answered(record: &Record) -> Value {
    let success = record.event.outcome == Outcome::Success;
    let name = record.event.action.name();
    if record.event.action.is_console_event() {
        return json!({ name: if success { "Success" } else { "Failure" } });
    }
    match (record.event.action, record.event.target.as_deref()) {
        (Action::CreateVirtualMfaDevice, Some(serial)) if success => {
            json!({ "virtualMFADevice": { "serialNumber": serial } })
        }
        _ => Value::Null,
    }
}

fn name_of_device(serial: &str) -> &str {
    serial.rsplit_once('/').map_or(serial, |(_, name)| name)
}
