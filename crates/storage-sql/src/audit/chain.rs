//! Going along the chain, and taking over records from before it.

use identity::audit::{ChainHash, Link};
use identity::names::AccountId;
use storage::{AuditExtent, AuditHead, StorageError};

use super::row::{COLUMNS, columns, hash_of, record};
use crate::engine::{Row, SqlTx, counter, malformed};

macro_rules! select {
    ($columns:expr) => {
        concat!(
            "SELECT ",
            $columns,
            ", hash, proof FROM audit WHERE account_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
        )
    };
}

/// Returns records with what chains them. A row that cannot be read is no error
/// here: it is what is looked for.
pub(super) fn links(
    tx: &mut SqlTx<'_>,
    account: AccountId,
    after: u64,
    limit: u32,
) -> Result<Vec<Link>, StorageError> {
    tx.all(LINKS, &[account.into(), counter(after)?.into(), limit.into()], |row| Ok(link(row)))
}

const LINKS: &str = select!(columns!());
const OLD_LINKS: &str = select!(columns!(before paths));

fn link(row: &Row<'_>) -> Link {
    let bytes = |index| row.opt_bytes(index).ok().flatten();
    Link {
        seq: row.count(0).unwrap_or(0),
        hash: bytes(COLUMNS).and_then(hash_of),
        proof: bytes(COLUMNS + 1).and_then(|bytes| bytes.try_into().ok()),
        record: record(row).ok(),
    }
}

/// Returns how far a trail reaches.
pub(super) fn extent(tx: &mut SqlTx<'_>, account: AccountId) -> Result<AuditExtent, StorageError> {
    let head = tx.first(
        "SELECT records, hash, confirmed FROM audit_heads WHERE account_id = ?1",
        &[account.into()],
        |row| {
            // A hash of another length is not the hash of any record.
            let hash = hash_of(row.bytes(1)?).unwrap_or(ChainHash::START);
            Ok(AuditHead { records: row.count(0)?, hash, confirmed: row.count(2)? })
        },
    )?;
    let greatest = tx.number(
        "SELECT coalesce(max(seq), 0) FROM audit WHERE account_id = ?1 AND seq > 0",
        &[account.into()],
    )?;
    let misplaced = tx.number(
        "SELECT count(*) FROM audit WHERE account_id = ?1 AND seq < 1",
        &[account.into()],
    )?;
    Ok(AuditExtent { head, greatest, misplaced })
}

/// Records that are chained in one go.
const PAGE: u32 = 1000;

/// Chains the records of a store that is older than the chain, as they are
/// found. They are not proved.
pub(crate) fn chain_old_records(tx: &mut SqlTx<'_>) -> Result<(), StorageError> {
    let mut after = 0_i64;
    while let Some(account) = next_account(tx, after)? {
        let mut hash = ChainHash::START;
        let mut place = 0;
        loop {
            let from = [account.into(), counter(place)?.into(), PAGE.into()];
            let page = tx.all(OLD_LINKS, &from, |row| Ok(link(row)))?;
            let Some(last) = page.last() else { break };
            place = last.seq;
            for link in page {
                let record = link.record.ok_or_else(|| malformed("a record"))?;
                hash = hash.then(account, &record);
                tx.exec(
                    "UPDATE audit SET hash = ?3 WHERE account_id = ?1 AND seq = ?2",
                    &[account.into(), counter(record.seq)?.into(), (&hash.0).into()],
                )?;
            }
        }
        tx.exec(
            "INSERT INTO audit_heads (account_id, records, hash, proved, confirmed)
             VALUES (?1, ?2, ?3, 0, 0)",
            &[account.into(), counter(place)?.into(), (&hash.0).into()],
        )?;
        after = account.as_number().cast_signed();
    }
    Ok(())
}

fn next_account(tx: &mut SqlTx<'_>, after: i64) -> Result<Option<AccountId>, StorageError> {
    tx.first(
        "SELECT account_id FROM audit WHERE account_id > ?1 ORDER BY account_id LIMIT 1",
        &[after.into()],
        |row| row.account(0),
    )
}
