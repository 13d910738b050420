//! Backups of a SQLite file, taken while it is written to, and the way back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::{BackupError, OpenError};
use crate::exclusive::Exclusive;
use crate::schema::refuse_foreign;

use super::{Place, Role, SqliteLink, connect, is_ours, make_file, open_fault, prepare};

/// Copies one consistent state of a store into a new file.
pub(crate) fn backup(place: &Place, destination: &Path) -> Result<(), BackupError> {
    if matches!(place, Place::Memory) {
        return Err(BackupError::InMemory);
    }
    if destination.exists() {
        return Err(BackupError::Exists { place: destination.to_owned() });
    }
    let part = Part::beside(destination)?;
    let copied = Place::File(part.0.clone());
    let refused = |error: rusqlite::Error| open_fault(&copied, &error);
    let source = connect(place, Role::Reader).map_err(|error| open_fault(place, &error))?;
    let mut copy = connect(&copied, Role::Writer).map_err(refused)?;
    transfer(&source, &mut copy).map_err(refused)?;
    // A backup is one file, without others beside it.
    copy.pragma_update(None, "journal_mode", "DELETE").map_err(refused)?;
    check(&copy).map_err(refused)??;
    copy.close().map_err(|(_, error)| refused(error))?;
    part.publish(destination)
}

/// Fills a store that has no account from a backup.
pub(crate) fn restore(source: &Path, path: &Path) -> Result<(), BackupError> {
    let backup_place = Place::File(source.to_owned());
    let unreadable = |error: rusqlite::Error| open_fault(&backup_place, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let kept = Connection::open_with_flags(source, flags).map_err(unreadable)?;
    check(&kept).map_err(unreadable)??;
    refuse_foreign(&mut SqliteLink::new(&kept, true))?;

    let _alone = Exclusive::acquire(path)?;
    let place = Place::File(path.to_owned());
    let refused = |error: rusqlite::Error| open_fault(&place, &error);
    let is_new = fs::metadata(path).map_or(true, |file| file.len() == 0);
    if is_new {
        make_file(path)?;
    }
    let filled = fill(&kept, &place)
        .map_err(refused)
        .and_then(|fits| if fits { prepare(&place).map(Some) } else { Ok(None) });
    match filled {
        Ok(Some(store)) => {
            // Whoever signed out since the backup stays signed out. The rest of what was
            // used since is voided when the store is opened with its key.
            store
                .execute_batch(
                    "DELETE FROM sessions; DELETE FROM sign_ins; DELETE FROM set_up_links;
                     DELETE FROM recoveries; DELETE FROM challenges;
                     INSERT INTO restored (only_row) VALUES (1) ON CONFLICT DO NOTHING",
                )
                .map_err(refused)?;
            sync_folder(path)
        }
        Ok(None) => Err(BackupError::NotEmpty { place: path.to_owned() }),
        Err(error) => {
            if is_new {
                let _ = fs::remove_file(path);
            }
            Err(error.into())
        }
    }
}

/// Copies into a store, as one transaction of it. Returns `false` and does
/// nothing if it has accounts.
fn fill(kept: &Connection, place: &Place) -> rusqlite::Result<bool> {
    let mut store = connect(place, Role::Writer)?;
    let has_tables: bool =
        store.query_row("SELECT count(*) > 0 FROM sqlite_schema", [], |row| row.get(0))?;
    if has_tables {
        let accounts: i64 =
            store.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0))?;
        if accounts > 0 {
            return Ok(false);
        }
    }
    transfer(kept, &mut store)?;
    Ok(true)
}

/// Copies in one step, which reads one state of the source while its writer goes
/// on.
fn transfer(source: &Connection, target: &mut Connection) -> rusqlite::Result<()> {
    let backup = Backup::new(source, target)?;
    while backup.step(-1)? != StepResult::Done {
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Reads a whole file and refuses one that is broken or not ours.
fn check(connection: &Connection) -> rusqlite::Result<Result<(), OpenError>> {
    if !is_ours(connection)? {
        let detail = "the file is not a backup of this program".to_owned();
        return Ok(Err(OpenError::Damaged(detail)));
    }
    let found: String = connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    Ok(if found == "ok" { Ok(()) } else { Err(OpenError::Damaged(found)) })
}

/// Is a file that is not finished; it goes away unless it is published.
struct Part(PathBuf);

impl Part {
    fn beside(destination: &Path) -> Result<Self, BackupError> {
        let mut name = destination.as_os_str().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = Self(name.into());
        make_file(&part.0)?;
        Ok(part)
    }

    /// Gives the file its name, which nobody must have taken meanwhile.
    fn publish(self, destination: &Path) -> Result<(), BackupError> {
        let fault = |error: std::io::Error| BackupError::file(destination, &error);
        File::open(&self.0).and_then(|file| file.sync_all()).map_err(fault)?;
        fs::hard_link(&self.0, destination).map_err(|error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                BackupError::Exists { place: destination.to_owned() }
            } else {
                fault(error)
            }
        })?;
        sync_folder(destination)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes the name of a new file durable.
fn sync_folder(path: &Path) -> Result<(), BackupError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| BackupError::file(folder, &error))
}
