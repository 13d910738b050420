//! IAM users.

use std::sync::Arc;

use identity::Timestamp;
use identity::names::{AccountId, PolicyId, UserId, UserName};
use identity::user::User;

use crate::StorageError;

/// Is a user as lists tell of it. Lists share it: the same ones are asked for again and
/// again, and a store may remember them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUser {
    /// The user.
    pub user: User,
    /// Its ARN, written once for all who list it.
    pub arn: String,
    /// When it last signed in with its password; `None` for one who never did, or
    /// has no password.
    pub password_last_used: Option<Timestamp>,
}

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

    /// Replaces name, path and boundary of a user. Conflict: `user name`, or
    /// `user` when it is gone.
    fn update_user(&mut self, user: &User) -> Result<(), StorageError>;

    /// Removes a user with everything that is its: password, access keys, pending
    /// sign-ins, sessions, devices, policies, memberships and tags. Returns
    /// whether there was one.
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

    /// Returns up to `limit` users whose name comes after `after`, in the order of
    /// their names, without regard to case.
    fn listed_users(
        &mut self,
        account: AccountId,
        after: Option<&UserName>,
        limit: u32,
    ) -> Result<Vec<Arc<ListedUser>>, StorageError>;

    /// Returns up to `limit` users whose path begins with `path` and who come
    /// after `after` (a path and a name), in the order of their paths and then of
    /// their names.
    fn users_by_path(
        &mut self,
        account: AccountId,
        path: &str,
        after: Option<(&str, &UserName)>,
        limit: u32,
    ) -> Result<Vec<Arc<ListedUser>>, StorageError>;

    /// Returns up to `limit` users that a managed policy is attached to, directly
    /// or through a group, in the order of their names.
    fn users_with_policy(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
        limit: u32,
    ) -> Result<Vec<User>, StorageError>;

    /// Says whether a managed policy is attached to a user, directly or through a
    /// group.
    fn user_has_policy(
        &mut self,
        account: AccountId,
        id: &UserId,
        policy: &PolicyId,
    ) -> Result<bool, StorageError>;

    /// Counts the users of an account.
    fn count_users(&mut self, account: AccountId) -> Result<u64, StorageError>;
}
