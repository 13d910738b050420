//! What the account holds, and its quotas (operation GetAccountSummary). What does
//! not exist here counts as zero. The number of users has no quota here; what is
//! told for it is AWS's.

use identity::Identity;
use identity::policy::Kind as Document;
use identity::quotas;

use super::token_preferences;
use crate::authorize::Ask;
use crate::{Caller, Service, ServiceError};

/// Users of an account on AWS (page "IAM and AWS STS quotas").
const USERS: u64 = 5000;

/// Returns the 34 numbers by their names.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Vec<(&'static str, u64)>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let id = caller.account;
        caller.authorize(&inner, tx, &Ask::new("iam:GetAccountSummary", "*"))?;
        let root = Identity::Root;
        let token_version = tx.global_token_version(id)?.unwrap_or(token_preferences::DEFAULT);
        let flag = |yes: bool| u64::from(yes);
        Ok(vec![
            ("Users", tx.count_users(id)?),
            ("UsersQuota", USERS),
            ("Groups", tx.count_groups(id)?),
            ("GroupsQuota", quotas::GROUPS),
            ("ServerCertificates", 0),
            ("ServerCertificatesQuota", 20),
            ("UserPolicySizeQuota", Document::UserInline.longest() as u64),
            ("GroupPolicySizeQuota", Document::GroupInline.longest() as u64),
            ("GroupsPerUserQuota", quotas::GROUPS_PER_USER as u64),
            ("SigningCertificatesPerUserQuota", 2),
            ("AccessKeysPerUserQuota", quotas::ACCESS_KEYS as u64),
            ("MFADevices", tx.count_all_devices(id)?),
            ("MFADevicesInUse", tx.count_devices_in_use(id)?),
            ("AccountMFAEnabled", flag(tx.count_devices(id, &root)? > 0)),
            ("AccountAccessKeysPresent", flag(!tx.access_keys_of(id, &root)?.is_empty())),
            ("AccountPasswordPresent", flag(tx.password(id, &root)?.is_some())),
            ("AccountSigningCertificatesPresent", 0),
            ("AttachedPoliciesPerGroupQuota", quotas::ATTACHED_POLICIES as u64),
            ("AttachedPoliciesPerRoleQuota", quotas::ATTACHED_TO_ROLE as u64),
            ("AttachedPoliciesPerUserQuota", quotas::ATTACHED_POLICIES as u64),
            ("Policies", tx.count_policies(id)?),
            ("PoliciesQuota", quotas::POLICIES),
            ("PolicySizeQuota", Document::Managed.longest() as u64),
            ("PolicyVersionsInUse", tx.count_policy_versions(id)?),
            ("PolicyVersionsInUseQuota", 10_000),
            ("VersionsPerPolicyQuota", quotas::POLICY_VERSIONS as u64),
            ("GlobalEndpointTokenVersion", token_version.into()),
            ("AssumeRolePolicySizeQuota", Document::Trust.longest() as u64),
            ("InstanceProfiles", 0),
            ("InstanceProfilesQuota", 1000),
            ("Providers", 0),
            ("RolePolicySizeQuota", Document::RoleInline.longest() as u64),
            ("Roles", tx.count_roles(id)?),
            ("RolesQuota", quotas::ROLES),
        ])
    })
    .await
}
