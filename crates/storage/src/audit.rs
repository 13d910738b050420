//! The audit trail: appended to, read, never changed.

use identity::audit::{Action, Event, Record};
use identity::names::AccountId;
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Is whose records are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhoFilter {
    /// Those of one identity.
    Identity(Identity),
    /// Those of an actor whose name, at the time, was this one, without regard
    /// to case (`root` for the root user).
    Name(String),
}

/// Is which records are asked for; all of its parts must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By whom.
    pub who: Option<WhoFilter>,
    /// What was done.
    pub action: Option<Action>,
    /// Only successes (`true`) or only refusals (`false`).
    pub success: Option<bool>,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only records before this place: where the last page ended.
    pub before: Option<u64>,
}

/// Keeps the audit trail of each account.
pub trait AuditTrail {
    /// Appends a record and returns its place.
    fn append(
        &mut self,
        account: AccountId,
        at: Timestamp,
        event: &Event,
    ) -> Result<u64, StorageError>;

    /// Returns up to `limit` records, newest first.
    fn records(
        &mut self,
        account: AccountId,
        filter: &AuditFilter,
        limit: u32,
    ) -> Result<Vec<Record>, StorageError>;
}
