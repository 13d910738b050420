//! Tags of users, roles, managed policies and devices.

use identity::names::AccountId;
use identity::tags::Tag;

use crate::StorageError;

/// Keeps tags. Keys are unique on their holder without regard to case.
pub trait Tags {
    /// Sets a tag, also in place of one with the same key.
    fn put_tag(&mut self, account: AccountId, holder: &str, tag: &Tag) -> Result<(), StorageError>;

    /// Removes the tag of a key (in the form in which keys are compared). Returns
    /// whether there was one.
    fn remove_tag(
        &mut self,
        account: AccountId,
        holder: &str,
        key: &str,
    ) -> Result<bool, StorageError>;

    /// Returns the tags of a holder by key.
    fn tags_of(&mut self, account: AccountId, holder: &str) -> Result<Vec<Tag>, StorageError>;
}
