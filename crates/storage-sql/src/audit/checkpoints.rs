//! Checkpoints, kept as the lines that are shipped.

use identity::Timestamp;
use identity::audit::Signed;
use identity::names::AccountId;
use storage::{Checkpoints, KeptCheckpoint, StorageError};

use crate::engine::{Row, SqlTx, counter};

/// Takes what a checkpoint says, if the trail says the same. A busy trail has gone on
/// meanwhile: then its next record is the first that waits for another checkpoint.
const COVER: &str = "UPDATE audit_heads SET confirmed = ?2, open_since =
         (SELECT at FROM audit WHERE account_id = ?1 AND seq = ?2 + 1)
     WHERE account_id = ?1 AND confirmed < ?2 AND (records > ?2 OR records = ?2 AND hash = ?3)
         AND EXISTS (SELECT 1 FROM audit WHERE account_id = ?1 AND seq = ?2 AND hash = ?3)";

impl Checkpoints for SqlTx<'_> {
    fn add_checkpoint(&mut self, signed: &Signed) -> Result<bool, StorageError> {
        let checkpoint = &signed.checkpoint;
        let records = counter(checkpoint.records)?;
        let covered = self.changed(
            COVER,
            &[checkpoint.account.into(), records.into(), (&checkpoint.hash.0).into()],
        )?;
        if !covered {
            return Ok(false);
        }
        self.exec(
            "INSERT INTO audit_checkpoints (account_id, records, line) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, records) DO UPDATE SET line = ?3",
            &[checkpoint.account.into(), records.into(), (&signed.to_line()).into()],
        )?;
        Ok(true)
    }

    fn last_checkpoint(
        &mut self,
        account: AccountId,
    ) -> Result<Option<KeptCheckpoint>, StorageError> {
        self.first(
            "SELECT records, line FROM audit_checkpoints WHERE account_id = ?1
             ORDER BY records DESC LIMIT 1",
            &[account.into()],
            |row| Ok(kept(row)),
        )
    }

    fn checkpoints(
        &mut self,
        account: AccountId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<KeptCheckpoint>, StorageError> {
        self.all(
            "SELECT records, line FROM audit_checkpoints WHERE account_id = ?1 AND records > ?2
             ORDER BY records LIMIT ?3",
            &[account.into(), counter(after)?.into(), limit.into()],
            |row| Ok(kept(row)),
        )
    }

    fn accounts_due(
        &mut self,
        recorded_before: Timestamp,
        records: u64,
        limit: u32,
    ) -> Result<Vec<AccountId>, StorageError> {
        self.all(
            "SELECT account_id FROM audit_heads WHERE open_since IS NOT NULL
                 AND (open_since < ?1 OR records - confirmed >= ?2)
             ORDER BY open_since LIMIT ?3",
            &[recorded_before.into(), counter(records)?.into(), limit.into()],
            |row| row.account(0),
        )
    }
}

fn kept(row: &Row<'_>) -> KeptCheckpoint {
    let signed = row.text(1).ok().and_then(|line| Signed::parse(line).ok());
    KeptCheckpoint { records: row.count(0).unwrap_or(0), signed }
}
