//! The mark of the master key that a store was made with.

use crate::StorageError;

/// Keeps the mark, so that a store is never used with another key: devices
/// sealed with the one would not open with the other.
pub trait KeyMark {
    /// Returns the mark; `None` in a new store.
    fn key_mark(&mut self) -> Result<Option<String>, StorageError>;

    /// Sets the mark of a new store. Conflict: `key mark`, when it has one.
    fn set_key_mark(&mut self, mark: &str) -> Result<(), StorageError>;
}
