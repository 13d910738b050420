//! The audit trail: appended to, read, never changed. Its records are chained;
//! see [`identity::audit`].

use identity::audit::{Action, AuditKey, ChainHash, Event, Link, Record};
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

/// Is which records are asked for; all of its parts must hold. Each part alone,
/// and who, what and outcome together with a range of time, are looked up in an
/// index, so that it takes as long in a long trail as in a short one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By whom.
    pub who: Option<WhoFilter>,
    /// What was done.
    pub action: Option<Action>,
    /// Only successes (`true`) or only refusals (`false`).
    pub success: Option<bool>,
    /// What it was done to.
    pub target: Option<String>,
    /// The access key that signed the request.
    pub access_key: Option<String>,
    /// Only what changed something, gave credentials or was refused: not the calls
    /// of programs that only read.
    pub loud: bool,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only records before this place: where the last page ended.
    pub before: Option<u64>,
}

/// Is the end of an account's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// How many records there are.
    pub records: u64,
    /// The hash of the last one.
    pub hash: ChainHash,
    /// How many of them the last checkpoint covers.
    pub confirmed: u64,
}

/// Is how far a trail reaches, by two accounts of the store that must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditExtent {
    /// The end of the chain, as noted; `None` when nothing is.
    pub head: Option<AuditHead>,
    /// The greatest place of any record; 0 when there is none.
    pub greatest: u64,
    /// How many records have a place below 1, which none may have.
    pub misplaced: u64,
}

/// Keeps the audit trail of each account.
pub trait AuditTrail {
    /// Gives this transaction the key with which appended records are proved.
    /// Without it they are chained, but not proved.
    fn prove_with(&mut self, key: &AuditKey);

    /// Appends a record, chains it to the last one and returns its place. Of
    /// several transactions on any number of nodes that append to one account,
    /// each waits for the one before.
    ///
    /// A record is proved when it is the account's first one, or the record of
    /// [`Action::StartLogging`], or when the record before it is.
    fn append(
        &mut self,
        account: AccountId,
        at: Timestamp,
        event: &Event,
    ) -> Result<u64, StorageError>;

    /// Returns up to `limit` records, newest first: by time, and by place where
    /// times are equal.
    fn records(
        &mut self,
        account: AccountId,
        filter: &AuditFilter,
        limit: u32,
    ) -> Result<Vec<Record>, StorageError>;

    /// Returns up to `limit` records after a place, in the order of their places
    /// and with what chains them, for checking: one that cannot be read is handed
    /// over as such.
    fn audit_links(
        &mut self,
        account: AccountId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Link>, StorageError>;

    /// Returns how far a trail reaches.
    fn audit_extent(&mut self, account: AccountId) -> Result<AuditExtent, StorageError>;

    /// Returns up to `limit` accounts with greater numbers than `after` that
    /// exist or have a trail, in ascending order.
    fn audited_accounts(
        &mut self,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<AccountId>, StorageError>;

    /// Returns up to `limit` accounts whose records are not proved yet: those of
    /// a store that is older than the chain.
    fn unproved_accounts(&mut self, limit: u32) -> Result<Vec<AccountId>, StorageError>;
}
