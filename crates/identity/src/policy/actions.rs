//! Every action that policies can speak of here, what it is authorised on, and how
//! much it changes. Sources: the service authorization reference of AWS; for MFA the
//! operations' pages (enabling, deactivating, resynchronising and listing devices is
//! authorised on the user, making and deleting them on the device).

use crate::arn;
use crate::names::AccountId;

/// Is an action and what there is to know for authorising it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// The name, with its service: `iam:CreateUser`.
    pub name: &'static str,
    /// What it is authorised on.
    pub resource: ResourceType,
    /// How much it changes.
    pub level: AccessLevel,
}

/// Is the kind of resource that an action is authorised on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceType {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
    /// A managed policy.
    Policy,
    /// A virtual MFA device.
    Mfa,
    /// All users below a path.
    UserPath,
    /// All groups below a path.
    GroupPath,
    /// All roles below a path.
    RolePath,
    /// All managed policies below a path; only `*` covers it.
    PolicyPath,
    /// A user, a group, a role or a policy that is named by its ARN.
    Entity,
    /// A session of GetFederationToken.
    FederatedUser,
    /// The root user.
    Root,
    /// The account itself, with its contacts.
    Account,
    /// Nothing in particular: `*`.
    Any,
}

/// Says how much an action changes (page "Access levels in policy summaries").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccessLevel {
    /// Lists what there is.
    List,
    /// Reads details.
    Read,
    /// Makes, changes or deletes something.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
    /// Changes tags only.
    Tagging,
}

impl ResourceType {
    /// Makes the resource of a request. `rest` is the path without its leading slash,
    /// and the name; for a path the path alone; for an entity its whole ARN; for
    /// [`ResourceType::Root`], [`ResourceType::Account`] and [`ResourceType::Any`] nothing.
    pub fn arn(self, account: AccountId, rest: &str) -> String {
        let kind = match self {
            Self::User | Self::UserPath => "user",
            Self::Group | Self::GroupPath => "group",
            Self::Role | Self::RolePath => "role",
            Self::Policy => "policy",
            Self::Mfa => "mfa",
            Self::PolicyPath => return format!("policy path /{rest}"),
            Self::Entity => return rest.to_owned(),
            Self::FederatedUser => return format!("arn:aws:sts::{account}:federated-user/{rest}"),
            Self::Account => return arn::account(account),
            Self::Root => return format!("arn:aws:iam::{account}:root"),
            Self::Any => return "*".to_owned(),
        };
        format!("arn:aws:iam::{account}:{kind}/{rest}")
    }
}

impl Action {
    /// Finds an action by its name, in any case.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|action| action.name.eq_ignore_ascii_case(name))
    }

    /// Lists all actions.
    pub fn all() -> impl Iterator<Item = Self> {
        ACTIONS.iter().flat_map(|(resource, level, names)| {
            names.iter().map(|name| Self { name, resource: *resource, level: *level })
        })
    }
}

type Row = (ResourceType, AccessLevel, &'static [&'static str]);

#[rustfmt::skip]
const ACTIONS: &[Row] = {
    use AccessLevel::{List, PermissionsManagement, Read, Tagging, Write};
    use ResourceType::{
        Account, Any, Entity, FederatedUser, Group, GroupPath, Mfa, Policy, PolicyPath, Role, RolePath, Root, User,
        UserPath,
    };
    &[
        (User, List, &[
            "iam:ListAccessKeys", "iam:ListAttachedUserPolicies", "iam:ListGroupsForUser", "iam:ListMFADevices",
            "iam:ListUserPolicies", "iam:ListUserTags",
        ]),
        (User, Read, &[
            "iam:GetAccessKeyLastUsed", "iam:GetLoginProfile", "iam:GetMFADevice", "iam:GetUser",
            "iam:GetUserPolicy",
        ]),
        (User, Write, &[
            "iam:ChangePassword", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser",
            "iam:DeactivateMFADevice", "iam:DeleteAccessKey", "iam:DeleteLoginProfile", "iam:DeleteUser",
            "iam:EnableMFADevice", "iam:ResyncMFADevice", "iam:UpdateAccessKey", "iam:UpdateLoginProfile",
            "iam:UpdateUser",
        ]),
        (User, PermissionsManagement, &[
            "iam:AttachUserPolicy", "iam:DeleteUserPermissionsBoundary", "iam:DeleteUserPolicy",
            "iam:DetachUserPolicy", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy",
        ]),
        (User, Tagging, &["iam:TagUser", "iam:UntagUser"]),
        (UserPath, List, &["iam:ListUsers"]),
        (Group, List, &["iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies"]),
        (Group, Read, &["iam:GetGroup", "iam:GetGroupPolicy"]),
        (Group, Write, &[
            "iam:AddUserToGroup", "iam:CreateGroup", "iam:DeleteGroup", "iam:RemoveUserFromGroup",
            "iam:UpdateGroup",
        ]),
        (Group, PermissionsManagement, &[
            "iam:AttachGroupPolicy", "iam:DeleteGroupPolicy", "iam:DetachGroupPolicy", "iam:PutGroupPolicy",
        ]),
        (GroupPath, List, &["iam:ListGroups"]),
        (Role, List, &["iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoleTags"]),
        (Role, Read, &["iam:GetRole", "iam:GetRolePolicy"]),
        (Role, Write, &[
            "iam:CreateRole", "iam:DeleteRole", "iam:PassRole", "iam:UpdateRole", "iam:UpdateRoleDescription",
            "sts:AssumeRole", "sts:SetSourceIdentity",
        ]),
        (Role, PermissionsManagement, &[
            "iam:AttachRolePolicy", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy",
            "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy",
            "iam:UpdateAssumeRolePolicy",
        ]),
        (Role, Tagging, &["iam:TagRole", "iam:UntagRole", "sts:TagSession"]),
        (RolePath, List, &["iam:ListRoles"]),
        (Policy, List, &["iam:ListEntitiesForPolicy", "iam:ListPolicyTags", "iam:ListPolicyVersions"]),
        (Policy, Read, &["iam:GetPolicy", "iam:GetPolicyVersion"]),
        (Policy, PermissionsManagement, &[
            "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion",
            "iam:SetDefaultPolicyVersion",
        ]),
        (Policy, Tagging, &["iam:TagPolicy", "iam:UntagPolicy"]),
        (PolicyPath, List, &["iam:ListPolicies"]),
        (Mfa, List, &["iam:ListMFADeviceTags"]),
        (Mfa, Write, &["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"]),
        (Mfa, Tagging, &["iam:TagMFADevice", "iam:UntagMFADevice"]),
        (Entity, List, &["iam:ListPoliciesGrantingServiceAccess"]),
        (Entity, Read, &[
            "iam:GenerateServiceLastAccessedDetails", "iam:GetContextKeysForPrincipalPolicy",
            "iam:SimulatePrincipalPolicy",
        ]),
        (FederatedUser, Read, &["sts:GetFederationToken"]),
        (Root, Write, &["sts:AssumeRoot"]),
        (Account, Read, &["account:GetAlternateContact", "account:GetContactInformation"]),
        (Account, Write, &["account:PutAlternateContact", "account:PutContactInformation"]),
        (Any, List, &["iam:ListAccountAliases", "iam:ListVirtualMFADevices"]),
        (Any, Read, &[
            "cloudtrail:LookupEvents", "iam:GenerateCredentialReport", "iam:GetAccountAuthorizationDetails",
            "iam:GetAccountPasswordPolicy", "iam:GetAccountSummary", "iam:GetContextKeysForCustomPolicy",
            "iam:GetCredentialReport", "iam:GetServiceLastAccessedDetails",
            "iam:GetServiceLastAccessedDetailsWithEntities", "iam:SimulateCustomPolicy", "sts:GetAccessKeyInfo",
            "sts:GetCallerIdentity", "sts:GetSessionToken",
        ]),
        (Any, Write, &[
            "iam:CreateAccountAlias", "iam:DeleteAccountAlias", "iam:DeleteAccountPasswordPolicy",
            "iam:SetSecurityTokenServicePreferences", "iam:UpdateAccountPasswordPolicy",
            "sts:DecodeAuthorizationMessage",
        ]),
    ]
};
