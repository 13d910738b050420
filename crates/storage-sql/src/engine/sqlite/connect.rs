//! Opening a SQLite file, and the settings of its connections.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::error::OpenError;
use crate::schema::{Dialect, migrate};

use super::SqliteLink;

/// Is what SQLite calls the types. STRICT refuses a value of the wrong type, as
/// PostgreSQL does; WITHOUT ROWID keeps each table in the order of its key, in
/// one tree.
pub(crate) const DIALECT: Dialect =
    Dialect { integer: "INTEGER", text: "TEXT", bytes: "BLOB", table_end: "STRICT, WITHOUT ROWID" };

/// Marks the file as ours ("2ndk").
const APPLICATION_ID: i32 = 0x326e_646b;

/// Is how long a connection waits for another process that is writing.
const BUSY: Duration = Duration::from_secs(5);

/// Is where a SQLite store lies.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// In a file.
    File(PathBuf),
    /// In memory, for tests: it ends with its one connection.
    Memory,
}

/// Is what a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The one that writes.
    Writer,
    /// One that only reads.
    Reader,
    /// One that only reads, a few rows at a time, for all callers in turn.
    Glance,
}

/// Opens a connection to a file that exists.
pub(crate) fn connect(place: &Place, role: Role) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = match place {
        Place::File(path) => Connection::open_with_flags(path, flags)?,
        Place::Memory => Connection::open_in_memory_with_flags(flags)?,
    };
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Without this a statement whose plan might depend on a value is compiled
    // anew whenever values are bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A commit is on the disk before anyone is told of it.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    // In KiB, as a negative number.
    let cache = match role {
        Role::Writer => -8192,
        Role::Reader => -1024,
        // The inner pages of all that callers look up among a million users.
        Role::Glance => -4096,
    };
    connection.pragma_update(None, "cache_size", cache)?;
    connection.pragma_update(None, "query_only", role != Role::Writer)?;
    Ok(connection)
}

/// Makes the file if there is none, and brings its tables up to date. Returns
/// the connection that writes.
pub(crate) fn prepare(place: &Place) -> Result<Connection, OpenError> {
    if let Place::File(path) = place {
        make_file(path)?;
    }
    let mut connection = connect(place, Role::Writer).map_err(|error| open_fault(place, &error))?;
    settle(&mut connection, place)?;
    Ok(connection)
}

fn settle(connection: &mut Connection, place: &Place) -> Result<(), OpenError> {
    let refused = |error: rusqlite::Error| open_fault(place, &error);
    if connection.is_readonly("main").map_err(refused)? {
        let detail = "the file is read-only".to_owned();
        return Err(OpenError::NotWritable { place: place.to_string(), detail });
    }
    // Before anything is changed, even the journal's mode.
    refuse_foreign_file(connection).map_err(refused)??;
    if matches!(place, Place::File(_)) {
        let mode: String = connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
            .map_err(refused)?;
        if mode != "wal" {
            let detail = format!("its journal stays in mode {mode}");
            return Err(OpenError::NotWritable { place: place.to_string(), detail });
        }
        connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(refused)?;
        // Pages that change again and again are folded into the file once for many
        // commits; 4,000 of them are 16 MiB of log.
        connection.pragma_update(None, "wal_autocheckpoint", 4000).map_err(refused)?;
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(refused)?;
    claim(&transaction).map_err(refused)?;
    migrate(&mut SqliteLink::new(&transaction, false), &DIALECT)?;
    transaction.commit().map_err(refused)
}

/// Refuses a file that holds the tables of another program.
fn refuse_foreign_file(connection: &Connection) -> rusqlite::Result<Result<(), OpenError>> {
    let things: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if things > 0 && !is_ours(connection)? {
        let detail = "the file is a database of another program".to_owned();
        return Ok(Err(OpenError::Damaged(detail)));
    }
    Ok(Ok(()))
}

/// Marks a file as ours.
fn claim(connection: &Connection) -> rusqlite::Result<()> {
    if is_ours(connection)? {
        return Ok(());
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)
}

/// Says whether a file bears our mark.
pub(crate) fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map(|id: i32| id == APPLICATION_ID)
}

/// Makes an empty file that only its owner can read; SQLite gives the files
/// beside it the same mode.
pub(crate) fn make_file(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(OpenError::io(path, &error)),
    }
}

/// Sorts an error that came while opening.
pub(crate) fn open_fault(place: &Place, error: &rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            OpenError::NotWritable { place: place.to_string(), detail: error.to_string() }
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            OpenError::Damaged(error.to_string())
        }
        _ => OpenError::Unavailable(error.to_string()),
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Memory => f.write_str("in memory"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a kill of the process cannot show: only the loss of the machine would.
    #[test]
    fn a_commit_is_on_the_disk_before_anyone_is_told_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::File(folder.path().join("store.db"));
        let writer = prepare(&place).unwrap();
        let asked = |name: &str| -> String {
            let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
            writer.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(asked("journal_mode"), "wal");
        // 2 is FULL: the log is synchronised at each commit (SQLite, "PRAGMA synchronous").
        assert_eq!(asked("synchronous"), "2");
    }
}
