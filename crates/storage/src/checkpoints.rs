//! Signed checkpoints of the audit trail.

use identity::Timestamp;
use identity::audit::Signed;
use identity::names::AccountId;

use crate::StorageError;

/// Is a checkpoint as the store has it, believed in nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// The place that the store gives it.
    pub records: u64,
    /// The checkpoint; `None` when what stands there is none.
    pub signed: Option<Signed>,
}

/// Keeps checkpoints of each account.
pub trait Checkpoints {
    /// Keeps a checkpoint of a trail, which may have gone on since. Returns `false`,
    /// and keeps nothing, when the trail has another hash there or none, or a
    /// checkpoint of as many records exists.
    fn add_checkpoint(&mut self, signed: &Signed) -> Result<bool, StorageError>;

    /// Returns the latest checkpoint of an account.
    fn last_checkpoint(
        &mut self,
        account: AccountId,
    ) -> Result<Option<KeptCheckpoint>, StorageError>;

    /// Returns up to `limit` checkpoints of more records than `after`, in
    /// ascending order.
    fn checkpoints(
        &mut self,
        account: AccountId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<KeptCheckpoint>, StorageError>;

    /// Returns up to `limit` accounts that have a record from before a moment, or
    /// at least so many records, which no checkpoint covers.
    fn accounts_due(
        &mut self,
        recorded_before: Timestamp,
        records: u64,
        limit: u32,
    ) -> Result<Vec<AccountId>, StorageError>;
}
