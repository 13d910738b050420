//! What accounts demand of passwords, and the passwords that may not be used
//! again.

use identity::names::AccountId;
use identity::password::AccountPasswordPolicy;
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Is when a password was made and used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordTimes {
    /// When the identity was first given one.
    pub created: Timestamp,
    /// When the present one was set.
    pub set_at: Timestamp,
    /// When somebody last signed in with it; at most five minutes behind.
    pub last_used: Option<Timestamp>,
}

/// Keeps password policies and what they need to know.
pub trait PasswordPolicies {
    /// Returns an account's policy.
    fn password_policy(
        &mut self,
        account: AccountId,
    ) -> Result<Option<AccountPasswordPolicy>, StorageError>;

    /// Sets it.
    fn put_password_policy(
        &mut self,
        account: AccountId,
        policy: &AccountPasswordPolicy,
    ) -> Result<(), StorageError>;

    /// Removes it. Returns whether there was one.
    fn remove_password_policy(&mut self, account: AccountId) -> Result<bool, StorageError>;

    /// Returns the times of an identity's password.
    fn password_times(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<PasswordTimes>, StorageError>;

    /// Notes a sign-in.
    fn note_password_use(
        &mut self,
        account: AccountId,
        identity: &Identity,
        at: Timestamp,
    ) -> Result<(), StorageError>;

    /// Keeps the hash of a password that is being replaced, and only the newest
    /// `keep` of an identity.
    fn remember_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
        set_at: Timestamp,
        hash: &str,
        keep: u32,
    ) -> Result<(), StorageError>;

    /// Returns the hashes that are kept, newest first.
    fn remembered_passwords(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<String>, StorageError>;
}
