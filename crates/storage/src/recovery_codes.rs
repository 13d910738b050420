//! Recovery codes, and the spending of them.

use identity::names::AccountId;
use identity::recovery_code::{CodeHash, KeptCode};
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Is what codes that wait are for, once one of them has been typed back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodesFor {
    /// A set of their own, in place of the one in force.
    NewSet,
    /// The places of used codes in the set in force.
    UsedCodes,
}

/// Keeps the recovery codes of identities as keyed hashes: at most one set in
/// force, and at most one that waits for one of its codes to be typed back, or as
/// many codes as were used that wait likewise.
pub trait RecoveryCodes {
    /// Adds codes that wait, in place of any that waited before.
    fn put_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
        codes: &[CodeHash],
        purpose: CodesFor,
        made: Timestamp,
    ) -> Result<(), StorageError>;

    /// Returns all codes of an identity, of the set in force and of the one that
    /// waits. A code is looked for among these and nowhere else: never by the code
    /// alone.
    fn recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<KeptCode>, StorageError>;

    /// Puts codes that were made then, and wait for this purpose, into force. A new
    /// set voids the one before, with all of its codes; where codes join the
    /// set in force, those that were used by then count as replaced. Returns whether they were
    /// still waiting.
    fn confirm_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
        purpose: CodesFor,
        made: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Spends a code in one atomic statement: succeeds only for a code of the set
    /// in force that was never spent. Returns whether this caller was the one who
    /// spent it.
    fn spend_recovery_code(
        &mut self,
        account: AccountId,
        identity: &Identity,
        code: &CodeHash,
        now: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Counts the codes in force that were not spent.
    fn count_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<u64, StorageError>;

    /// Removes all codes of an identity. Returns whether there were any.
    fn remove_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<bool, StorageError>;
}
