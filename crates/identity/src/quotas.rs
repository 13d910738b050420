//! How many of everything, and how large (page "IAM and AWS STS quotas"). What
//! concerns devices stands with the devices.

/// Access keys of one user or of root, inactive ones included.
pub const ACCESS_KEYS: usize = 2;
/// Groups that one user may be in.
pub const GROUPS_PER_USER: usize = 10;
/// Groups of one account.
pub const GROUPS: u64 = 300;
/// Roles of one account.
pub const ROLES: u64 = 1000;
/// Managed policies that an account may make.
pub const POLICIES: u64 = 1500;
/// Versions of one managed policy.
pub const POLICY_VERSIONS: usize = 5;
/// Managed policies attached to one user or group.
pub const ATTACHED_POLICIES: usize = 10;
/// Managed policies attached to one role.
pub const ATTACHED_TO_ROLE: usize = 20;
/// Characters of a managed policy, white space not counted.
pub const POLICY_SIZE: usize = 6144;
/// Characters of all inline policies of a user, white space not counted.
pub const USER_POLICY_SIZE: usize = 2048;
/// Characters of all inline policies of a group, white space not counted.
pub const GROUP_POLICY_SIZE: usize = 5120;
/// Characters of all inline policies of a role, white space not counted.
pub const ROLE_POLICY_SIZE: usize = 10_240;
/// Characters of a role's trust policy, white space not counted.
pub const TRUST_POLICY_SIZE: usize = 2048;
/// Characters of the session policies of one session together.
pub const SESSION_POLICY_SIZE: usize = 2048;
/// Managed policies that one session may name.
pub const SESSION_POLICY_ARNS: usize = 10;

/// Counts what a size is measured in: characters that are not white space.
pub fn policy_size(document: &str) -> usize {
    document.chars().filter(|c| !c.is_whitespace()).count()
}
