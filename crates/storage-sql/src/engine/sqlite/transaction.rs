//! The beginning and the end of a reader's transaction, and the state that it sees.

use rusqlite::Connection;
use storage::StorageError;

use super::link::fault;

/// Begins a transaction of a reader, unless it is in one. An error of the engine may
/// have ended that of the job before.
pub(super) fn begin(connection: &Connection) -> Result<(), StorageError> {
    if connection.is_autocommit() {
        run(connection, "BEGIN").map_err(|error| fault(&error))?;
    }
    Ok(())
}

/// Ends the transaction of a reader, if it is in one.
pub(super) fn end(connection: &Connection) {
    if !connection.is_autocommit() {
        let _ = run(connection, "ROLLBACK");
    }
}

/// Returns a number that changes whenever another connection, of this process or of
/// another one, has committed (SQLite, "PRAGMA data_version").
pub(super) fn version(connection: &Connection) -> Result<i64, StorageError> {
    let read = || -> rusqlite::Result<i64> {
        connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
    };
    read().map_err(|error| fault(&error))
}

/// Runs a statement that returns nothing.
pub(super) fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}
