//! Access keys.

use identity::access_key::{AccessKey, KeyUse};
use identity::names::{AccessKeyId, AccountId};
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Keeps access keys, and since when temporary credentials are accepted.
pub trait AccessKeys {
    /// Adds a key. Conflict: `access key`.
    fn add_access_key(&mut self, key: &AccessKey) -> Result<(), StorageError>;

    /// Returns a key.
    fn access_key(&mut self, id: &AccessKeyId) -> Result<Option<AccessKey>, StorageError>;

    /// Returns the keys of an identity in the order of their making.
    fn access_keys_of(
        &mut self,
        account: AccountId,
        owner: &Identity,
    ) -> Result<Vec<AccessKey>, StorageError>;

    /// Switches a key on or off. Returns whether there is such a key.
    fn set_access_key_active(
        &mut self,
        id: &AccessKeyId,
        active: bool,
    ) -> Result<bool, StorageError>;

    /// Notes a use.
    fn note_access_key_use(&mut self, id: &AccessKeyId, used: &KeyUse) -> Result<(), StorageError>;

    /// Removes a key. Returns whether there was one.
    fn remove_access_key(&mut self, id: &AccessKeyId) -> Result<bool, StorageError>;

    /// Refuses temporary credentials that were given to an identity or to a role
    /// (by its id) before a moment.
    fn revoke_sessions(
        &mut self,
        account: AccountId,
        holder: &str,
        issued_before: Timestamp,
    ) -> Result<(), StorageError>;

    /// Returns the moment before which they are refused.
    fn sessions_revoked_before(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Option<Timestamp>, StorageError>;

    /// Notes that an identity or a role has called a service.
    fn note_service_use(
        &mut self,
        account: AccountId,
        holder: &str,
        used: &KeyUse,
    ) -> Result<(), StorageError>;

    /// Returns when an identity or a role last called each service.
    fn service_uses(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<KeyUse>, StorageError>;
}
