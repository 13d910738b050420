//! How many of everything (page "IAM and AWS STS quotas"). What concerns devices
//! stands with the devices, how long a policy may be with the policies.

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
/// Managed policies that one session may name.
pub const SESSION_POLICY_ARNS: usize = 10;
