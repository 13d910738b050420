//! The list itself, sorted by name. `works!` names the module of the action.

use super::{Operation, State};
use crate::{account, cloudtrail, iam, sts};

/// Lists an operation that works, with its deliberate differences.
macro_rules! works {
    ($name:literal, $($module:ident)::+) => {
        works!($name, $($module)::+, "")
    };
    ($name:literal, $($module:ident)::+, $differences:expr) => {
        Operation {
            name: $name,
            state: State::Works(|call| Box::pin($($module)::+::run(call))),
            differences: $differences,
        }
    };
}

/// Lists an operation that is not implemented.
const fn absent(name: &'static str) -> Operation {
    Operation { name, state: State::Absent, differences: "" }
}

/// Lists an operation that is left to people.
const fn by_people(name: &'static str) -> Operation {
    let differences = "A contact counts only once it was confirmed by a code or a call, and is \
                       changed in the console.";
    Operation { name, state: State::Absent, differences }
}

pub(super) static IAM: &[Operation] = &[
    absent("AcceptDelegationRequest"),
    absent("AcquireRole"),
    absent("AddClientIDToOpenIDConnectProvider"),
    absent("AddRoleToInstanceProfile"),
    works!("AddUserToGroup", iam::add_user_to_group),
    absent("AssociateDelegationRequest"),
    works!("AttachGroupPolicy", iam::attach_group_policy),
    works!("AttachRolePolicy", iam::attach_role_policy),
    works!("AttachUserPolicy", iam::attach_user_policy),
    works!(
        "ChangePassword",
        iam::change_password,
        "A password has at least 15 characters, is not a common one and is not made of names, whatever the account's policy allows (NIST SP 800-63B-4): AWS asks for 8, and three of four classes."
    ),
    works!(
        "CreateAccessKey",
        iam::create_access_key,
        "Root's key carries the name `root`, since the model wants a name and root has none."
    ),
    works!("CreateAccountAlias", iam::create_account_alias),
    absent("CreateDelegationRequest"),
    works!("CreateGroup", iam::create_group),
    absent("CreateInstanceProfile"),
    works!(
        "CreateLoginProfile",
        iam::create_login_profile,
        "Takes a password that the caller chooses, because the protocol carries one; the console makes one-time passwords only. The same rule for passwords as ChangePassword."
    ),
    absent("CreateOpenIDConnectProvider"),
    works!("CreatePolicy", iam::create_policy),
    works!("CreatePolicyVersion", iam::create_policy_version),
    works!(
        "CreateRole",
        iam::create_role,
        "A user or role of another account is accepted whether or not it exists, and shown by an id: who writes policies learns nothing about other accounts."
    ),
    absent("CreateSAMLProvider"),
    absent("CreateServiceLinkedRole"),
    absent("CreateServiceSpecificCredential"),
    works!("CreateUser", iam::create_user),
    works!(
        "CreateVirtualMFADevice",
        iam::create_virtual_mfa_device,
        "The issuer in the QR code is the operator's, not AWS's."
    ),
    works!(
        "DeactivateMFADevice",
        iam::deactivate_mfa_device,
        "Temporary credentials that the user got before end, since the device may have opened them (with AWS they live on); where the user calls it with some, these stay. Where somebody else takes the last device away, the console asks for a new one before anything else; programs notice nothing."
    ),
    works!("DeleteAccessKey", iam::delete_access_key),
    works!("DeleteAccountAlias", iam::delete_account_alias),
    works!("DeleteAccountPasswordPolicy", iam::delete_account_password_policy),
    works!("DeleteGroup", iam::delete_group),
    works!("DeleteGroupPolicy", iam::delete_group_policy),
    absent("DeleteInstanceProfile"),
    works!("DeleteLoginProfile", iam::delete_login_profile),
    absent("DeleteOpenIDConnectProvider"),
    works!("DeletePolicy", iam::delete_policy),
    works!("DeletePolicyVersion", iam::delete_policy_version),
    works!("DeleteRole", iam::delete_role),
    works!("DeleteRolePermissionsBoundary", iam::delete_role_permissions_boundary),
    works!("DeleteRolePolicy", iam::delete_role_policy),
    absent("DeleteSAMLProvider"),
    absent("DeleteSSHPublicKey"),
    absent("DeleteServerCertificate"),
    absent("DeleteServiceLinkedRole"),
    absent("DeleteServiceSpecificCredential"),
    absent("DeleteSigningCertificate"),
    works!("DeleteUser", iam::delete_user),
    works!("DeleteUserPermissionsBoundary", iam::delete_user_permissions_boundary),
    works!("DeleteUserPolicy", iam::delete_user_policy),
    works!("DeleteVirtualMFADevice", iam::delete_virtual_mfa_device),
    works!("DetachGroupPolicy", iam::detach_group_policy),
    works!("DetachRolePolicy", iam::detach_role_policy),
    works!("DetachUserPolicy", iam::detach_user_policy),
    absent("DisableOrganizationsRootCredentialsManagement"),
    absent("DisableOrganizationsRootSessions"),
    absent("DisableOutboundWebIdentityFederation"),
    works!(
        "EnableMFADevice",
        iam::enable_mfa_device,
        "The codes are spent: the second one is not good for GetSessionToken as well. A code works once."
    ),
    absent("EnableOrganizationsRootCredentialsManagement"),
    absent("EnableOrganizationsRootSessions"),
    absent("EnableOutboundWebIdentityFederation"),
    works!(
        "GenerateCredentialReport",
        iam::generate_credential_report,
        "The report is made at once."
    ),
    absent("GenerateOrganizationsAccessReport"),
    works!(
        "GenerateServiceLastAccessedDetails",
        iam::generate_service_last_accessed_details,
        "The report tells of services only, also where ACTION_LEVEL is asked for: when which operation was called, the audit trail tells. It is made when it is fetched, so that nothing waits."
    ),
    works!("GetAccessKeyLastUsed", iam::get_access_key_last_used),
    works!("GetAccountAuthorizationDetails", iam::get_account_authorization_details),
    works!("GetAccountPasswordPolicy", iam::get_account_password_policy),
    absent("GetAccountProperties"),
    works!("GetAccountSummary", iam::get_account_summary),
    works!("GetContextKeysForCustomPolicy", iam::get_context_keys_for_custom_policy),
    works!("GetContextKeysForPrincipalPolicy", iam::get_context_keys_for_principal_policy),
    works!("GetCredentialReport", iam::get_credential_report),
    absent("GetDelegationRequest"),
    works!("GetGroup", iam::get_group),
    works!("GetGroupPolicy", iam::get_group_policy),
    absent("GetHumanReadableSummary"),
    absent("GetInstanceProfile"),
    works!("GetLoginProfile", iam::get_login_profile),
    works!(
        "GetMFADevice",
        iam::get_mfa_device,
        "Certifications is empty: authenticators are not asked to prove their model."
    ),
    absent("GetOpenIDConnectProvider"),
    absent("GetOrganizationsAccessReport"),
    absent("GetOutboundWebIdentityFederationInfo"),
    works!("GetPolicy", iam::get_policy),
    works!("GetPolicyVersion", iam::get_policy_version),
    works!("GetRole", iam::get_role),
    works!("GetRolePolicy", iam::get_role_policy),
    absent("GetRoleTemplateVersion"),
    absent("GetSAMLProvider"),
    absent("GetSSHPublicKey"),
    absent("GetServerCertificate"),
    works!(
        "GetServiceLastAccessedDetails",
        iam::get_service_last_accessed_details,
        "There are three services, `iam`, `sts` and `cloudtrail`, since no others are here. JobType is always SERVICE_LEVEL, as GenerateServiceLastAccessedDetails says."
    ),
    works!(
        "GetServiceLastAccessedDetailsWithEntities",
        iam::get_service_last_accessed_details_with_entities
    ),
    absent("GetServiceLinkedRoleDeletionStatus"),
    works!("GetUser", iam::get_user),
    works!("GetUserPolicy", iam::get_user_policy),
    works!("ListAccessKeys", iam::list_access_keys),
    works!("ListAccountAliases", iam::list_account_aliases),
    works!("ListAttachedGroupPolicies", iam::list_attached_group_policies),
    works!("ListAttachedRolePolicies", iam::list_attached_role_policies),
    works!("ListAttachedUserPolicies", iam::list_attached_user_policies),
    absent("ListDelegationRequests"),
    works!(
        "ListEntitiesForPolicy",
        iam::list_entities_for_policy,
        "The filters LocalManagedPolicy and AWSManagedPolicy filter nothing: they are words of another operation, and name no kind of entity."
    ),
    works!("ListGroupPolicies", iam::list_group_policies),
    works!("ListGroups", iam::list_groups),
    works!("ListGroupsForUser", iam::list_groups_for_user),
    absent("ListInstanceProfileTags"),
    absent("ListInstanceProfiles"),
    absent("ListInstanceProfilesForRole"),
    works!("ListMFADeviceTags", iam::list_mfa_device_tags),
    works!("ListMFADevices", iam::list_mfa_devices, "Root's devices carry the name `root`."),
    absent("ListOpenIDConnectProviderTags"),
    absent("ListOpenIDConnectProviders"),
    absent("ListOrganizationsFeatures"),
    works!("ListPolicies", iam::list_policies),
    works!(
        "ListPoliciesGrantingServiceAccess",
        iam::list_policies_granting_service_access,
        "Everything is in one answer, since nobody has more policies than fit: a Marker is refused."
    ),
    works!("ListPolicyTags", iam::list_policy_tags),
    works!("ListPolicyVersions", iam::list_policy_versions),
    works!("ListRolePolicies", iam::list_role_policies),
    works!("ListRoleTags", iam::list_role_tags),
    works!("ListRoles", iam::list_roles),
    absent("ListSAMLProviderTags"),
    absent("ListSAMLProviders"),
    absent("ListSSHPublicKeys"),
    absent("ListServerCertificateTags"),
    absent("ListServerCertificates"),
    absent("ListServiceSpecificCredentials"),
    absent("ListSigningCertificates"),
    works!("ListUserPolicies", iam::list_user_policies),
    works!("ListUserTags", iam::list_user_tags),
    works!("ListUsers", iam::list_users),
    works!("ListVirtualMFADevices", iam::list_virtual_mfa_devices),
    absent("PutAccountProperties"),
    works!("PutGroupPolicy", iam::put_group_policy),
    works!("PutRolePermissionsBoundary", iam::put_role_permissions_boundary),
    works!("PutRolePolicy", iam::put_role_policy),
    works!("PutUserPermissionsBoundary", iam::put_user_permissions_boundary),
    works!("PutUserPolicy", iam::put_user_policy),
    absent("RejectDelegationRequest"),
    absent("RemoveClientIDFromOpenIDConnectProvider"),
    absent("RemoveRoleFromInstanceProfile"),
    works!("RemoveUserFromGroup", iam::remove_user_from_group),
    absent("ResetServiceSpecificCredential"),
    works!(
        "ResyncMFADevice",
        iam::resync_mfa_device,
        "The codes are spent, and the clock only goes forward: what was shown once could be read by others (decision 4)."
    ),
    absent("SendDelegationToken"),
    works!("SetDefaultPolicyVersion", iam::set_default_policy_version),
    works!(
        "SetSecurityTokenServicePreferences",
        iam::set_security_token_service_preferences,
        "It is kept and told by GetAccountSummary. All session tokens are good in every region, whatever it says."
    ),
    works!(
        "SimulateCustomPolicy",
        iam::simulate_custom_policy,
        "ResourceOwner, ResourceHandlingOption and organisations' policies are refused (InvalidInput), since leaving them out would give another answer."
    ),
    works!(
        "SimulatePrincipalPolicy",
        iam::simulate_principal_policy,
        "PolicyExclusionList, ResourceOwner, ResourceHandlingOption and organisations' policies are refused (InvalidInput), since leaving them out would give another answer."
    ),
    absent("TagInstanceProfile"),
    works!("TagMFADevice", iam::tag_mfa_device),
    absent("TagOpenIDConnectProvider"),
    works!("TagPolicy", iam::tag_policy),
    works!("TagRole", iam::tag_role),
    absent("TagSAMLProvider"),
    absent("TagServerCertificate"),
    works!("TagUser", iam::tag_user),
    absent("UntagInstanceProfile"),
    works!("UntagMFADevice", iam::untag_mfa_device),
    absent("UntagOpenIDConnectProvider"),
    works!("UntagPolicy", iam::untag_policy),
    works!("UntagRole", iam::untag_role),
    absent("UntagSAMLProvider"),
    absent("UntagServerCertificate"),
    works!("UntagUser", iam::untag_user),
    works!("UpdateAccessKey", iam::update_access_key),
    works!(
        "UpdateAccountPasswordPolicy",
        iam::update_account_password_policy,
        "A laxer policy is kept and told, but ChangePassword's rule holds beside it."
    ),
    works!("UpdateAssumeRolePolicy", iam::update_assume_role_policy, "The same as CreateRole."),
    absent("UpdateDelegationRequest"),
    works!("UpdateGroup", iam::update_group),
    works!("UpdateLoginProfile", iam::update_login_profile, "The same as CreateLoginProfile."),
    absent("UpdateOpenIDConnectProvider"),
    absent("UpdateOpenIDConnectProviderThumbprint"),
    works!("UpdateRole", iam::update_role),
    works!("UpdateRoleDescription", iam::update_role_description),
    absent("UpdateSAMLProvider"),
    absent("UpdateSSHPublicKey"),
    absent("UpdateServerCertificate"),
    absent("UpdateServiceSpecificCredential"),
    absent("UpdateSigningCertificate"),
    works!("UpdateUser", iam::update_user),
    absent("UploadSSHPublicKey"),
    absent("UploadServerCertificate"),
    absent("UploadSigningCertificate"),
];

pub(super) static STS: &[Operation] = &[
    works!("AssumeRole", sts::assume_role, "The same for codes as GetSessionToken."),
    absent("AssumeRoleWithSAML"),
    absent("AssumeRoleWithWebIdentity"),
    absent("AssumeRoot"),
    works!(
        "DecodeAuthorizationMessage",
        sts::decode_authorization_message,
        "Denials are plain text here, so no message is ever a valid one."
    ),
    works!(
        "GetAccessKeyInfo",
        sts::get_access_key_info,
        "Of keys of this installation only: an id of AWS tells nothing about accounts here."
    ),
    works!("GetCallerIdentity", sts::get_caller_identity),
    absent("GetDelegatedAccessToken"),
    works!("GetFederationToken", sts::get_federation_token),
    absent("GetScopedCredentials"),
    works!(
        "GetSessionToken",
        sts::get_session_token,
        "Codes are accepted one step either side of the device's clock, not two, unless the operator says two (`--code-window`); a code older than one that was used is refused: who looks over a shoulder has less time (decision 4). Where AWS lets nine tries in three minutes through for a device, right ones included, the limit here is on failures: from the fourth in a row, over all of the user's devices, waits of 5 s that double to 15 min, and after 20 every code is refused until ResyncMFADevice had two in a row (decision 2), all with the same text. With one of SerialNumber and TokenCode alone: ValidationError."
    ),
    absent("GetWebIdentityToken"),
];

pub(super) static CLOUDTRAIL: &[Operation] = &[
    absent("AddTags"),
    absent("CancelQuery"),
    absent("CreateChannel"),
    absent("CreateDashboard"),
    absent("CreateEventDataStore"),
    absent("CreateTrail"),
    absent("DeleteChannel"),
    absent("DeleteDashboard"),
    absent("DeleteEventDataStore"),
    absent("DeleteResourcePolicy"),
    absent("DeleteTrail"),
    absent("DeregisterOrganizationDelegatedAdmin"),
    absent("DescribeQuery"),
    absent("DescribeTrails"),
    absent("DisableFederation"),
    absent("EnableFederation"),
    absent("GenerateQuery"),
    absent("GetChannel"),
    absent("GetDashboard"),
    absent("GetEventConfiguration"),
    absent("GetEventDataStore"),
    absent("GetEventSelectors"),
    absent("GetImport"),
    absent("GetInsightSelectors"),
    absent("GetQueryResults"),
    absent("GetResourcePolicy"),
    absent("GetTrail"),
    absent("GetTrailStatus"),
    absent("ListChannels"),
    absent("ListDashboards"),
    absent("ListEventDataStores"),
    absent("ListImportFailures"),
    absent("ListImports"),
    absent("ListInsightsData"),
    absent("ListInsightsMetricData"),
    absent("ListPublicKeys"),
    absent("ListQueries"),
    absent("ListTags"),
    absent("ListTrails"),
    Operation {
        name: "LookupEvents",
        state: State::WorksInJson(|call| Box::pin(cloudtrail::lookup_events::run(call))),
        differences: "An event names one resource at most, the one that the record keeps. There are no insight events: nothing is computed from the trail. Of more than 200 reads, or refusals, of an account in one second the rest stands in one event for each caller, operation and error (`additionalEventData.calls`, without a request id), so that a program that runs wild does not fill the trail.",
    },
    absent("PutEventConfiguration"),
    absent("PutEventSelectors"),
    absent("PutInsightSelectors"),
    absent("PutResourcePolicy"),
    absent("RegisterOrganizationDelegatedAdmin"),
    absent("RemoveTags"),
    absent("RestoreEventDataStore"),
    absent("SearchSampleQueries"),
    absent("StartDashboardRefresh"),
    absent("StartEventDataStoreIngestion"),
    absent("StartImport"),
    absent("StartLogging"),
    absent("StartQuery"),
    absent("StopEventDataStoreIngestion"),
    absent("StopImport"),
    absent("StopLogging"),
    absent("UpdateChannel"),
    absent("UpdateDashboard"),
    absent("UpdateEventDataStore"),
    absent("UpdateTrail"),
];

pub(super) static ACCOUNT: &[Operation] = &[
    absent("AcceptPrimaryEmailUpdate"),
    by_people("DeleteAlternateContact"),
    absent("DisableRegion"),
    absent("EnableRegion"),
    absent("GetAccountInformation"),
    Operation {
        name: "GetAlternateContact",
        state: State::WorksInJson(|call| Box::pin(account::get_alternate_contact::run(call))),
        differences: "Only what was confirmed by a code. There are no title and no telephone number. An AccountId is refused: there are no organizations.",
    },
    Operation {
        name: "GetContactInformation",
        state: State::WorksInJson(|call| Box::pin(account::get_contact_information::run(call))),
        differences: "FullName is the account's name. No postal address is kept: its required members read `-`, the country `ZZ`. Without a telephone number: ResourceNotFoundException. An AccountId is refused.",
    },
    absent("GetGovCloudAccountInformation"),
    absent("GetPrimaryEmail"),
    absent("GetPrimaryEmailUpdateStatus"),
    absent("GetRegionOptStatus"),
    absent("ListRegions"),
    absent("PutAccountName"),
    by_people("PutAlternateContact"),
    by_people("PutContactInformation"),
    absent("SendPhoneNumberVerification"),
    absent("StartPrimaryEmailUpdate"),
    absent("VerifyPhoneNumber"),
];
