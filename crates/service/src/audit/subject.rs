//! What an event is about: the type of thing, and the parameter that names it. The
//! name stands on record as the event's target.

use identity::audit::Action;
use serde_json::Value;

/// Is the type of what an action is about, as CloudTrail calls it, with the
/// parameters that name it, the best one first.
pub(super) struct Kind {
    pub(super) name: &'static str,
    parameters: &'static [&'static str],
}

const USER: Kind = Kind { name: "AWS::IAM::User", parameters: &["userName"] };
const GROUP: Kind = Kind { name: "AWS::IAM::Group", parameters: &["groupName"] };
const ROLE: Kind = Kind { name: "AWS::IAM::Role", parameters: &["roleName", "roleArn"] };
const POLICY: Kind = Kind { name: "AWS::IAM::Policy", parameters: &["policyArn", "policyName"] };
const KEY: Kind = Kind { name: "AWS::IAM::AccessKey", parameters: &["accessKeyId"] };
const DEVICE: Kind =
    Kind { name: "AWS::IAM::MfaDevice", parameters: &["serialNumber", "virtualMFADeviceName"] };

/// Returns what an action is about; `None` where CloudTrail has no type for it.
pub(super) fn kind(action: Action) -> Option<Kind> {
    Some(match action {
        Action::CreateVirtualMfaDevice
        | Action::EnableMfaDevice
        | Action::ResyncMfaDevice
        | Action::DeactivateMfaDevice
        | Action::RenameMfaDevice
        | Action::DeleteVirtualMfaDevice
        | Action::TagMfaDevice
        | Action::UntagMfaDevice
        | Action::GetMfaDevice
        | Action::ListMfaDeviceTags => DEVICE,
        Action::CreateUser
        | Action::DeleteUser
        | Action::UpdateUser
        | Action::GetUser
        | Action::CreateLoginProfile
        | Action::UpdateLoginProfile
        | Action::DeleteLoginProfile
        | Action::GetLoginProfile
        | Action::AttachUserPolicy
        | Action::DetachUserPolicy
        | Action::ListAttachedUserPolicies
        | Action::PutUserPolicy
        | Action::GetUserPolicy
        | Action::ListUserPolicies
        | Action::DeleteUserPolicy
        | Action::PutUserPermissionsBoundary
        | Action::DeleteUserPermissionsBoundary
        | Action::TagUser
        | Action::UntagUser
        | Action::ListUserTags
        | Action::AddUserToGroup
        | Action::RemoveUserFromGroup
        | Action::ListGroupsForUser
        | Action::ListMfaDevices
        | Action::ListAccessKeys => USER,
        Action::CreateGroup
        | Action::UpdateGroup
        | Action::DeleteGroup
        | Action::GetGroup
        | Action::AttachGroupPolicy
        | Action::DetachGroupPolicy
        | Action::ListAttachedGroupPolicies
        | Action::PutGroupPolicy
        | Action::GetGroupPolicy
        | Action::ListGroupPolicies
        | Action::DeleteGroupPolicy => GROUP,
        Action::CreateRole
        | Action::UpdateRole
        | Action::UpdateRoleDescription
        | Action::UpdateAssumeRolePolicy
        | Action::DeleteRole
        | Action::GetRole
        | Action::AssumeRole
        | Action::AttachRolePolicy
        | Action::DetachRolePolicy
        | Action::ListAttachedRolePolicies
        | Action::PutRolePolicy
        | Action::GetRolePolicy
        | Action::ListRolePolicies
        | Action::DeleteRolePolicy
        | Action::PutRolePermissionsBoundary
        | Action::DeleteRolePermissionsBoundary
        | Action::TagRole
        | Action::UntagRole
        | Action::ListRoleTags => ROLE,
        Action::CreatePolicy
        | Action::DeletePolicy
        | Action::GetPolicy
        | Action::CreatePolicyVersion
        | Action::SetDefaultPolicyVersion
        | Action::DeletePolicyVersion
        | Action::GetPolicyVersion
        | Action::ListPolicyVersions
        | Action::ListEntitiesForPolicy
        | Action::TagPolicy
        | Action::UntagPolicy
        | Action::ListPolicyTags => POLICY,
        Action::CreateAccessKey
        | Action::UpdateAccessKey
        | Action::DeleteAccessKey
        | Action::GetAccessKeyLastUsed
        | Action::GetAccessKeyInfo
        | Action::RefusedSignature => KEY,
        _ => return None,
    })
}

/// Returns the name of what a call is about, from its parameters.
pub(super) fn named(action: Action, parameters: &Value) -> Option<String> {
    let kind = kind(action)?;
    let given = kind.parameters.iter().find_map(|name| parameters.get(name)?.as_str());
    given.filter(|name| !name.is_empty()).map(str::to_owned)
}
