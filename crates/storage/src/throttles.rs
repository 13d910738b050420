//! Counters of failed attempts.

use identity::Timestamp;
use identity::names::AccountId;
use identity::throttle::Attempts;

use crate::StorageError;

/// Is a counter's name: a keyed hash of what is guessed at, so that the store
/// does not list the names that strangers have tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThrottleKey(pub [u8; 32]);

/// Keeps counters. Those of names that belong to no account are kept under
/// `None`.
pub trait Throttles {
    /// Returns a counter.
    fn attempts(
        &mut self,
        account: Option<AccountId>,
        key: &ThrottleKey,
    ) -> Result<Option<Attempts>, StorageError>;

    /// Sets a counter.
    fn put_attempts(
        &mut self,
        account: Option<AccountId>,
        key: &ThrottleKey,
        attempts: &Attempts,
    ) -> Result<(), StorageError>;

    /// Resets a counter.
    fn clear_attempts(
        &mut self,
        account: Option<AccountId>,
        key: &ThrottleKey,
    ) -> Result<(), StorageError>;

    /// Removes the counters of names without an account that were last touched
    /// before a moment.
    fn purge_attempts(&mut self, last_before: Timestamp) -> Result<(), StorageError>;
}
