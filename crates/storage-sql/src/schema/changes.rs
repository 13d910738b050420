//! The list of changes, and how one text serves two engines.

use storage::StorageError;

use crate::audit::chain_old_records;
use crate::engine::SqlTx;

/// Is what is done in a transaction.
type Then = fn(&mut SqlTx<'_>) -> Result<(), StorageError>;

/// Is one numbered change.
pub(super) struct Change {
    pub(super) version: i64,
    pub(super) sql: &'static str,
    /// What is done afterwards that SQL cannot do.
    pub(super) then: Option<Then>,
}

/// All changes, in order. New ones are added at the end.
pub(super) const CHANGES: &[Change] = &[
    Change { version: 1, sql: include_str!("0001_first.sql"), then: None },
    Change { version: 2, sql: include_str!("0002_iam.sql"), then: None },
    Change { version: 3, sql: include_str!("0003_audit_chain.sql"), then: Some(chain_old_records) },
    Change { version: 4, sql: include_str!("0004_recovery_codes.sql"), then: None },
    Change { version: 5, sql: include_str!("0005_calls.sql"), then: None },
    Change { version: 6, sql: include_str!("0006_passkeys.sql"), then: None },
    Change { version: 7, sql: include_str!("0007_mail.sql"), then: None },
    Change { version: 8, sql: include_str!("0008_recovery.sql"), then: None },
    Change { version: 9, sql: include_str!("0009_access.sql"), then: None },
    Change { version: 10, sql: include_str!("0010_number_calls.sql"), then: None },
    Change { version: 11, sql: include_str!("0011_drills.sql"), then: None },
    Change { version: 12, sql: include_str!("0012_ways_back.sql"), then: None },
    Change { version: 13, sql: include_str!("0013_actor_paths.sql"), then: None },
    Change { version: 14, sql: include_str!("0014_audit_classes.sql"), then: None },
    Change { version: 15, sql: include_str!("0015_device_expiry.sql"), then: None },
    Change { version: 16, sql: include_str!("0016_outbox_claimed.sql"), then: None },
];

/// Is what one engine calls the types. Texts are ordered by bytes everywhere.
pub(crate) struct Dialect {
    pub(crate) integer: &'static str,
    pub(crate) text: &'static str,
    pub(crate) bytes: &'static str,
    pub(crate) table_end: &'static str,
}

impl Dialect {
    /// Puts the engine's words into a text.
    pub(super) fn speak(&self, sql: &str) -> String {
        sql.replace("{integer}", self.integer)
            .replace("{text}", self.text)
            .replace("{bytes}", self.bytes)
            .replace("{table_end}", self.table_end)
    }
}
