//! Roles.

use identity::Timestamp;
use identity::names::{AccountId, RoleId, RoleName};
use identity::role::Role;

use crate::StorageError;

/// Keeps roles. Names are unique in their account without regard to case.
pub trait Roles {
    /// Adds a role. Conflict: `role name`.
    fn add_role(&mut self, role: &Role) -> Result<(), StorageError>;

    /// Returns a role by id.
    fn role(&mut self, account: AccountId, id: &RoleId) -> Result<Option<Role>, StorageError>;

    /// Returns a role by name, without regard to case.
    fn role_by_name(
        &mut self,
        account: AccountId,
        name: &RoleName,
    ) -> Result<Option<Role>, StorageError>;

    /// Replaces description, session length, trust policy and boundary. Conflict:
    /// `role` when it is gone.
    fn update_role(&mut self, role: &Role) -> Result<(), StorageError>;

    /// Notes that a session was begun.
    fn note_role_use(
        &mut self,
        account: AccountId,
        id: &RoleId,
        at: Timestamp,
    ) -> Result<(), StorageError>;

    /// Removes a role with its policies and tags. Returns whether there was one.
    fn remove_role(&mut self, account: AccountId, id: &RoleId) -> Result<bool, StorageError>;

    /// Returns up to `limit` roles whose names come after `after`, in the order of
    /// their names without regard to case.
    fn roles(
        &mut self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Role>, StorageError>;

    /// Counts the roles of an account.
    fn count_roles(&mut self, account: AccountId) -> Result<u64, StorageError>;
}
