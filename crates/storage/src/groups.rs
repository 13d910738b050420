//! Groups and who is in them.

use identity::group::Group;
use identity::names::{AccountId, GroupId, GroupName, UserId};

use crate::{ListedUser, StorageError};

/// Keeps groups. Names are unique in their account without regard to case.
pub trait Groups {
    /// Adds a group. Conflict: `group name`.
    fn add_group(&mut self, group: &Group) -> Result<(), StorageError>;

    /// Returns a group by name, without regard to case.
    fn group_by_name(
        &mut self,
        account: AccountId,
        name: &GroupName,
    ) -> Result<Option<Group>, StorageError>;

    /// Returns a group by id.
    fn group(&mut self, account: AccountId, id: &GroupId) -> Result<Option<Group>, StorageError>;

    /// Replaces name and path. Conflict: `group name`, or `group` when it is gone.
    fn update_group(&mut self, group: &Group) -> Result<(), StorageError>;

    /// Removes a group with its policies and memberships. Returns whether there
    /// was one.
    fn remove_group(&mut self, account: AccountId, id: &GroupId) -> Result<bool, StorageError>;

    /// Returns up to `limit` groups whose names come after `after`, in the order
    /// of their names without regard to case.
    fn groups(
        &mut self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Group>, StorageError>;

    /// Counts the groups of an account.
    fn count_groups(&mut self, account: AccountId) -> Result<u64, StorageError>;

    /// Puts a user into a group. Returns whether it was not in it before.
    fn add_member(
        &mut self,
        account: AccountId,
        group: &GroupId,
        user: &UserId,
    ) -> Result<bool, StorageError>;

    /// Takes a user out of a group. Returns whether it was in it.
    fn remove_member(
        &mut self,
        account: AccountId,
        group: &GroupId,
        user: &UserId,
    ) -> Result<bool, StorageError>;

    /// Returns up to `limit` users of a group whose ids come after `after`, in the
    /// order of their ids.
    fn members(
        &mut self,
        account: AccountId,
        group: &GroupId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ListedUser>, StorageError>;

    /// Returns the groups that a user is in, by name.
    fn groups_of(&mut self, account: AccountId, user: &UserId) -> Result<Vec<Group>, StorageError>;
}
