//! What was asked for and answered, as records tell it in CloudTrail's words. Never
//! a seed, a password, a code or the secret of a key.

use identity::{Identity, Timestamp};
use serde_json::{Map, Value, json};

use crate::iam::roles::RoleView;
use crate::iam::{GroupView, PolicyView, UserView, VersionView};
use crate::subject::Subject;

/// How CloudTrail calls the root user in requests about its devices.
pub(crate) const ROOT: &str = "AWS ROOT USER";

/// Writes a moment in whole seconds of UTC.
pub(crate) fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.as_micros())
        .map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Leaves out what is not there.
fn present(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>(),
        ),
        other => other,
    }
}

/// Names the user that a request is about; root has no name.
pub(crate) fn whose(subject: &Subject) -> Value {
    present(json!({ "userName": subject.user_name() }))
}

/// Names the owner of a device and its serial number.
pub(crate) fn device(owner: &Identity, name: &str, serial: &str) -> Value {
    let name = if owner.is_root() { ROOT } else { name };
    json!({ "userName": name, "serialNumber": serial })
}

/// Names an access key and its user.
pub(crate) fn key(subject: &Subject, id: &str) -> Value {
    present(json!({ "userName": subject.user_name(), "accessKeyId": id }))
}

/// Tells of a new user.
pub(crate) fn user(user: &UserView) -> Value {
    json!({ "user": present(json!({
        "path": user.path, "userName": user.name, "userId": user.id, "arn": user.arn,
        "createDate": time(user.created),
    })) })
}

/// Tells of a new group.
pub(crate) fn group(group: &GroupView) -> Value {
    json!({ "group": {
        "path": group.path, "groupName": group.name, "groupId": group.id, "arn": group.arn,
        "createDate": time(group.created),
    } })
}

/// Tells of a new role.
pub(crate) fn role(role: &RoleView) -> Value {
    json!({ "role": {
        "path": role.path, "roleName": role.name, "roleId": role.id, "arn": role.arn,
        "createDate": time(role.created), "assumeRolePolicyDocument": role.trust_policy,
    } })
}

/// Tells of a new managed policy.
pub(crate) fn policy(policy: &PolicyView) -> Value {
    json!({ "policy": {
        "policyName": policy.name, "policyId": policy.id, "arn": policy.arn,
        "path": policy.path, "defaultVersionId": policy.default_version,
        "attachmentCount": policy.attachments, "isAttachable": true,
        "createDate": time(policy.created), "updateDate": time(policy.updated),
    } })
}

/// Tells of a new version of a managed policy.
pub(crate) fn version(version: &VersionView) -> Value {
    json!({ "policyVersion": {
        "versionId": version.id, "isDefaultVersion": version.is_default,
        "createDate": time(version.created),
    } })
}

/// Tells of a new access key: all but its secret.
pub(crate) fn access_key(subject: &Subject, id: &str, created: Timestamp) -> Value {
    json!({ "accessKey": present(json!({
        "userName": subject.user_name(), "accessKeyId": id, "status": status(true),
        "createDate": time(created),
    })) })
}

/// Returns what AWS calls a key that works, or does not.
pub(crate) fn status(active: bool) -> &'static str {
    if active { "Active" } else { "Inactive" }
}

/// Tells of a password that was given: not what it is.
pub(crate) fn profile(name: &str, created: Timestamp, reset_required: bool) -> Value {
    json!({ "loginProfile": {
        "userName": name, "createDate": time(created), "passwordResetRequired": reset_required,
    } })
}

/// Tells of temporary credentials: their key's id and their end. The session token
/// is left out: unlike AWS's it need not stand anywhere else.
pub(crate) fn credentials(access_key_id: &str, expires: Timestamp) -> Value {
    json!({ "accessKeyId": access_key_id, "expiration": time(expires) })
}
