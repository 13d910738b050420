//! IAM users.

use identity::names::{AccountId, UserId, UserName};
use identity::user::User;

use crate::StorageError;

/// Keeps the IAM users of accounts. Names are unique in their account without
/// regard to case.
pub trait Users {
    /// Adds a user. Conflict: `user name`.
    fn add_user(&mut self, user: &User) -> Result<(), StorageError>;

    /// Returns a user by id.
    fn user(&mut self, account: AccountId, id: &UserId) -> Result<Option<User>, StorageError>;

    /// Returns a user by name, without regard to case.
    fn user_by_name(
        &mut self,
        account: AccountId,
        name: &UserName,
    ) -> Result<Option<User>, StorageError>;

    /// Replaces name and administrator mark of a user. Conflict: `user name`, or
    /// `user` when it is gone.
    fn update_user(&mut self, user: &User) -> Result<(), StorageError>;

    /// Removes a user, its password, pending sign-ins, sessions and
    /// devices. Returns whether there was one.
    fn remove_user(&mut self, account: AccountId, id: &UserId) -> Result<bool, StorageError>;

    /// Returns up to `limit` users whose name begins with `prefix` and comes
    /// after `after`, in the order of their names, all without regard to case.
    /// The cost does not grow with the number of users.
    fn users(
        &mut self,
        account: AccountId,
        prefix: &str,
        after: Option<&UserName>,
        limit: u32,
    ) -> Result<Vec<User>, StorageError>;

    /// Returns up to `limit` administrators in the order of their names.
    fn administrators(&mut self, account: AccountId, limit: u32)
    -> Result<Vec<User>, StorageError>;

    /// Counts the users of an account.
    fn count_users(&mut self, account: AccountId) -> Result<u64, StorageError>;
}
