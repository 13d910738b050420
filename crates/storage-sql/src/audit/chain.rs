//! Going along the chain, and taking over records from before it.

use identity::audit::{ChainHash, Link};
use identity::names::AccountId;
use storage::{AuditExtent, AuditHead, StorageError};

use super::class::Class;
use super::row::{COLUMNS, columns, hash_of, record};
use crate::engine::{Row, SqlTx, counter};

macro_rules! select {
    ($columns:expr) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM audit WHERE account_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
        )
    };
}

const LINKS: &str = select!(concat!(columns!(), ", hash, proof, class"));
/// As a store has them that is older than the chain.
const OLD_RECORDS: &str = select!(columns!(before paths));

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

fn link(row: &Row<'_>) -> Link {
    let bytes = |index| row.opt_bytes(index).ok().flatten();
    Link {
        seq: row.count(0).unwrap_or(0),
        hash: bytes(COLUMNS).and_then(hash_of),
        proof: bytes(COLUMNS + 1).and_then(|bytes| bytes.try_into().ok()),
        // By its class a record is found, though the chain does not cover it.
        record: record(row).ok().filter(|record| {
            let class = row.int(COLUMNS + 2).ok().and_then(Class::from_number);
            class.is_some_and(|class| class.may_hold(&record.event))
        }),
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
            let page = tx.all(OLD_RECORDS, &from, record)?;
            let Some(last) = page.last() else { break };
            place = last.seq;
            for record in page {
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
