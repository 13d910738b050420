//! Sign-ins between two requests.

use identity::Timestamp;
use identity::names::AccountId;
use identity::signin::Pending;

use crate::{StorageError, TokenHash};

/// Is a sign-in that waits for its next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRecord {
    /// The state of the machine.
    pub state: Pending,
    /// When the password was accepted.
    pub began: Timestamp,
}

/// Keeps pending sign-ins under the hash of the token that the browser holds.
pub trait SignIns {
    /// Adds a pending sign-in, or moves the one of this token on.
    fn put_sign_in(
        &mut self,
        account: AccountId,
        token: &TokenHash,
        record: &PendingRecord,
    ) -> Result<(), StorageError>;

    /// Returns a pending sign-in.
    fn sign_in(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<Option<PendingRecord>, StorageError>;

    /// Removes one. Returns whether it was there: of several callers one gets
    /// `true`.
    fn remove_sign_in(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<bool, StorageError>;

    /// Removes all of one identity (after its password or devices changed).
    fn remove_sign_ins_of(
        &mut self,
        account: AccountId,
        identity: &identity::Identity,
    ) -> Result<(), StorageError>;

    /// Removes all that began before a moment, in every account.
    fn purge_sign_ins(&mut self, began_before: Timestamp) -> Result<(), StorageError>;
}
