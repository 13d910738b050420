//! Managed policies with their versions, inline policies, and which of them
//! apply to whom.

use identity::managed_policy::{ManagedPolicy, PolicyVersion};
use identity::names::{AccountId, PolicyId, PolicyName};

use crate::StorageError;

/// Is a policy that applies to a user, a group or a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedPolicy {
    /// The id of the user, group or role that holds it.
    pub holder: String,
    /// Which policy it is.
    pub source: AppliedSource,
}

/// Is where an applied policy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppliedSource {
    /// It is inline.
    Inline {
        /// Its name.
        name: String,
        /// Its document.
        document: String,
    },
    /// It is a managed policy of the account.
    Managed {
        /// Its id.
        id: PolicyId,
        /// The document in force.
        document: String,
    },
    /// It is one of those that come with the program.
    Aws(PolicyId),
}

/// Keeps policies. Names of managed ones are unique in their account without
/// regard to case.
pub trait Policies {
    /// Adds a managed policy with its first version. Conflict: `policy name`.
    fn add_policy(
        &mut self,
        policy: &ManagedPolicy,
        first: &PolicyVersion,
    ) -> Result<(), StorageError>;

    /// Returns a managed policy by id.
    fn policy(
        &mut self,
        account: AccountId,
        id: &PolicyId,
    ) -> Result<Option<ManagedPolicy>, StorageError>;

    /// Returns a managed policy by name, without regard to case.
    fn policy_by_name(
        &mut self,
        account: AccountId,
        name: &PolicyName,
    ) -> Result<Option<ManagedPolicy>, StorageError>;

    /// Replaces the numbers of the versions and the time of the change. Conflict:
    /// `policy` when it is gone.
    fn update_policy(&mut self, policy: &ManagedPolicy) -> Result<(), StorageError>;

    /// Removes a managed policy with its versions and tags. Returns whether there
    /// was one.
    fn remove_policy(&mut self, account: AccountId, id: &PolicyId) -> Result<bool, StorageError>;

    /// Returns up to `limit` managed policies whose names come after `after`, in
    /// the order of their names without regard to case.
    fn policies(
        &mut self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ManagedPolicy>, StorageError>;

    /// Counts the managed policies of an account.
    fn count_policies(&mut self, account: AccountId) -> Result<u64, StorageError>;

    /// Counts the versions of all managed policies of an account.
    fn count_policy_versions(&mut self, account: AccountId) -> Result<u64, StorageError>;

    /// Adds a version. Conflict: `policy version`.
    fn add_policy_version(
        &mut self,
        account: AccountId,
        id: &PolicyId,
        version: &PolicyVersion,
    ) -> Result<(), StorageError>;

    /// Returns the versions of a policy, newest first.
    fn policy_versions(
        &mut self,
        account: AccountId,
        id: &PolicyId,
    ) -> Result<Vec<PolicyVersion>, StorageError>;

    /// Returns one version.
    fn policy_version(
        &mut self,
        account: AccountId,
        id: &PolicyId,
        number: u32,
    ) -> Result<Option<PolicyVersion>, StorageError>;

    /// Removes a version. Returns whether there was one.
    fn remove_policy_version(
        &mut self,
        account: AccountId,
        id: &PolicyId,
        number: u32,
    ) -> Result<bool, StorageError>;

    /// Attaches a managed policy to a user, group or role. Returns whether it was
    /// not attached before.
    fn attach_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError>;

    /// Detaches it. Returns whether it was attached.
    fn detach_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError>;

    /// Says whether it is attached.
    fn is_attached(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError>;

    /// Returns the managed policies that are attached, by id.
    fn attached_policies(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<PolicyId>, StorageError>;

    /// Returns up to `limit` ids of users, groups and roles that a policy is
    /// attached to and that come after `after`, in the order of the ids.
    fn policy_holders(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<String>, StorageError>;

    /// Counts them.
    fn count_policy_holders(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
    ) -> Result<u64, StorageError>;

    /// Returns up to `limit` ids of users and roles that a policy bounds and that
    /// come after `after`, in the order of the ids.
    fn bounded_by(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<String>, StorageError>;

    /// Counts them.
    fn count_bounded_by(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
    ) -> Result<u64, StorageError>;

    /// Sets an inline policy.
    fn put_inline_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
        document: &str,
    ) -> Result<(), StorageError>;

    /// Returns name and document of an inline policy.
    fn inline_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
    ) -> Result<Option<(String, String)>, StorageError>;

    /// Returns names and documents of all inline policies of a holder, by name.
    fn inline_policies(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<(String, String)>, StorageError>;

    /// Removes an inline policy. Returns whether there was one.
    fn remove_inline_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
    ) -> Result<bool, StorageError>;

    /// Returns everything that applies to a user or a role: inline and attached,
    /// its own and its groups'.
    fn applied_policies(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<AppliedPolicy>, StorageError>;
}
