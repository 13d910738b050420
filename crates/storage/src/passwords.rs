//! Console passwords, as hashes.

use identity::names::AccountId;
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Is the console password of an identity.
#[derive(Clone)]
pub struct PasswordRecord {
    /// The hash in PHC string form.
    pub hash: String,
    /// Whether it was given by somebody else and must be replaced at the next
    /// sign-in.
    pub must_change: bool,
    /// When it was set.
    pub set_at: Timestamp,
}

impl std::fmt::Debug for PasswordRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordRecord(secret)")
    }
}

/// Keeps at most one console password for each identity.
pub trait Passwords {
    /// Returns the password of an identity.
    fn password(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<PasswordRecord>, StorageError>;

    /// Sets or replaces it.
    fn put_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
        record: &PasswordRecord,
    ) -> Result<(), StorageError>;

    /// Replaces the hash only if it is still `old` (after a rehash with stronger
    /// parameters). Returns whether it was.
    fn rehash_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
        old: &str,
        new: &str,
    ) -> Result<bool, StorageError>;

    /// Removes it. Returns whether there was one.
    fn remove_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<bool, StorageError>;
}
