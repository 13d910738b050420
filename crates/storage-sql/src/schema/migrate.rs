//! Brings a store to the version that this program knows.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::engine::{Link, SqlTx};
use crate::error::OpenError;

use super::Dialect;
use super::changes::CHANGES;

const APPLIED: &str = "CREATE TABLE IF NOT EXISTS schema_changes (
    version {integer} NOT NULL PRIMARY KEY,
    hash {text} NOT NULL
) {table_end}";

/// Returns the newest version that this program knows.
fn known_version() -> u64 {
    CHANGES.last().map_or(0, |change| change.version.unsigned_abs())
}

/// Applies the changes that a store lacks. Runs in a transaction that keeps
/// every other server out.
pub(crate) fn migrate(link: &mut dyn Link, dialect: &Dialect) -> Result<(), OpenError> {
    link.batch(&dialect.speak(APPLIED))?;
    let found = refuse_foreign(link)?;
    for change in CHANGES.iter().filter(|change| change.version.unsigned_abs() > found) {
        link.batch(&dialect.speak(change.sql))?;
        if let Some(then) = change.then {
            then(&mut SqlTx::new(link))?;
        }
        SqlTx::new(link).exec(
            "INSERT INTO schema_changes (version, hash) VALUES (?1, ?2)",
            &[change.version.into(), (&hash(change.sql)).into()],
        )?;
    }
    Ok(())
}

/// Refuses a store whose tables this program does not know, and returns the
/// version of one that it does.
pub(crate) fn refuse_foreign(link: &mut dyn Link) -> Result<u64, OpenError> {
    let applied = SqlTx::new(link).all(
        "SELECT version, hash FROM schema_changes ORDER BY version",
        &[],
        |row| Ok((row.int(0)?, row.text(1)?.to_owned())),
    )?;
    let found = applied.last().map_or(0, |(version, _)| version.unsigned_abs());
    if found > known_version() {
        return Err(OpenError::NewerVersion { found, known: known_version() });
    }
    for ((version, kept), change) in applied.iter().zip(CHANGES) {
        if *version != change.version || *kept != hash(change.sql) {
            return Err(OpenError::ForeignVersion { version: change.version });
        }
    }
    Ok(found)
}

fn hash(sql: &str) -> String {
    Sha256::digest(sql).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_numbered_from_one_without_gaps() {
        let numbers: Vec<i64> = CHANGES.iter().map(|change| change.version).collect();
        assert!(numbers.iter().copied().eq(1..=numbers.len().try_into().unwrap()));
    }
}
