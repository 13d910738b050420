//! The threads that own SQLite's connections.

use std::sync::Arc;

use rusqlite::Connection;
use storage::{Scope, StorageError, Verdict};

use crate::check::{Report, check};
use crate::engine::attempt::{attempt, repeat};
use crate::engine::queue::{Queue, Task};
use crate::engine::workers::Workers;
use crate::error::OpenError;
use crate::store::SqliteOptions;

use super::commits::Commits;
use super::glances::Glances;
use super::link::{SqliteLink, fault};
use super::memory::{Memory, Remembering};
use super::transaction::{begin, end, run, version};
use super::{Place, Role, connect, open_fault, prepare};

/// Is how many jobs are committed together at most: enough to hide the disk's
/// latency, few enough that nobody waits long behind others.
const BATCH: usize = 256;

/// Is how many jobs a reader looks at one state for at most: enough that looking
/// costs next to nothing, few enough that nobody waits long behind others.
const READ_BATCH: usize = 8;

/// Is a running SQLite store.
pub(crate) struct Sqlite {
    pub(crate) place: Place,
    writes: Arc<Queue>,
    reads: Arc<Queue>,
    writer: Workers,
    readers: Workers,
    glances: Glances,
}

impl Sqlite {
    /// Opens the file, brings it up to date and starts the threads.
    pub(crate) fn start(place: Place, options: &SqliteOptions) -> Result<Self, OpenError> {
        let writer = prepare(&place)?;
        let writes = Arc::new(Queue::default());
        // Nothing but its one connection sees a store in memory.
        let (readers, glances) = match place {
            Place::File(_) => (options.readers.max(1), options.glances),
            Place::Memory => (0, 0),
        };
        let reads = if readers == 0 { Arc::clone(&writes) } else { Arc::new(Queue::default()) };
        let commits = Arc::new(Commits::default());
        let glances =
            Glances::open(&place, glances, &commits).map_err(|error| open_fault(&place, &error))?;
        let (writers, all_readers) = (Workers::default(), Workers::default());
        // From here on, dropping it ends the threads that have been started.
        let store = Self { place, writes, reads, writer: writers, readers: all_readers, glances };
        let queue = Arc::clone(&store.writes);
        store.writer.spawn("store-writer", move || write_all(&writer, &commits, &queue))?;
        for _ in 0..readers {
            let reader = connect(&store.place, Role::Reader)
                .map_err(|error| open_fault(&store.place, &error))?;
            let queue = Arc::clone(&store.reads);
            store.readers.spawn("store-reader", move || read_all(&reader, &queue, readers))?;
        }
        Ok(store)
    }

    /// Puts a task into the queue that it belongs to, or does it at once.
    pub(crate) fn submit(&self, task: Task) {
        match task.scope {
            Scope::Glance => {
                if let Some(task) = self.glances.take(task) {
                    self.reads.push(task);
                }
            }
            Scope::Read => self.reads.push(task),
            Scope::Account(_) | Scope::Anywhere => self.writes.push(task),
        }
    }

    /// Does what waits, takes no more, and closes the connections. The writer's
    /// is closed last and alone: the last connection to a file folds the log of
    /// writes into it, and of two that close at once neither is the last.
    pub(crate) fn close(&self) {
        self.reads.close();
        self.readers.join();
        self.glances.close();
        self.writes.close();
        self.writer.join();
    }

    /// Reads the whole file.
    pub(crate) fn check(&self) -> Result<Report, OpenError> {
        let refused = |error: rusqlite::Error| open_fault(&self.place, &error);
        if matches!(self.place, Place::Memory) {
            return Err(OpenError::Unavailable("a store in memory is not checked".to_owned()));
        }
        let connection = connect(&self.place, Role::Reader).map_err(refused)?;
        let found: String = connection
            .pragma_query_value(None, "integrity_check", |row| row.get(0))
            .map_err(refused)?;
        if found != "ok" {
            return Err(OpenError::Damaged(found));
        }
        let snapshot = connection.unchecked_transaction().map_err(refused)?;
        check(&mut SqliteLink::new(&snapshot, true), "SQLite")
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.close();
    }
}

fn write_all(connection: &Connection, commits: &Commits, queue: &Queue) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.take(BATCH, &mut batch) {
        let results = commits.make(|| commit_together(connection, &mut batch));
        for (task, result) in batch.drain(..).zip(results) {
            task.end(result);
        }
    }
}

/// Runs a batch as one transaction. Returns how each job ended, in order.
///
/// A savepoint for each job would keep a copy of every page that a job changes, for
/// a roll-back that hardly ever comes. So there is none, until a job has to be undone
/// that has changed something: then all is undone and the others are run again.
fn commit_together(connection: &Connection, batch: &mut [Task]) -> Vec<Result<(), StorageError>> {
    if let Err(error) = run(connection, "BEGIN IMMEDIATE") {
        return all_fail(batch, &error);
    }
    let mut results = Vec::with_capacity(batch.len());
    for task in batch.iter_mut() {
        let before = connection.total_changes();
        let result = run_once(connection, task, task.scope.only_reads());
        let is_kept = matches!(result, Ok(Verdict::Commit));
        // After the worst errors (a full disk) SQLite undoes everything.
        let leaves = connection.is_autocommit() || connection.total_changes() != before;
        if !is_kept && leaves {
            return commit_others(connection, batch, results.len(), result.map(drop));
        }
        results.push(result.map(drop));
    }
    commit(connection, &mut results);
    results
}

/// Undoes what was done of a batch and runs it once more, with a savepoint for each
/// job, but for the one that ended it: that one is over, as it said.
fn commit_others(
    connection: &Connection,
    batch: &mut [Task],
    over: usize,
    ended: Result<(), StorageError>,
) -> Vec<Result<(), StorageError>> {
    let undone_all = if connection.is_autocommit() { Ok(()) } else { run(connection, "ROLLBACK") };
    if let Err(error) = undone_all.and_then(|()| run(connection, "BEGIN IMMEDIATE")) {
        return all_fail(batch, &error);
    }
    let mut ended = Some(ended);
    let mut results: Vec<_> = batch
        .iter_mut()
        .enumerate()
        .map(|(index, task)| match ended.take_if(|_| index == over) {
            Some(ended) => ended,
            None if connection.is_autocommit() => Err(undone()),
            None => run_in_savepoint(connection, task),
        })
        .collect();
    commit(connection, &mut results);
    results
}

/// Commits what the jobs did that ended well, or says to them that it failed.
fn commit(connection: &Connection, results: &mut [Result<(), StorageError>]) {
    let committed = if connection.is_autocommit() {
        Err(undone())
    } else {
        run(connection, "COMMIT").map_err(|error| {
            if !connection.is_autocommit() {
                // Nothing is left to do when this fails as well; the next
                // BEGIN will say so.
                let _ = run(connection, "ROLLBACK");
            }
            fault(&error)
        })
    };
    if let Err(error) = committed {
        for result in results.iter_mut().filter(|result| result.is_ok()) {
            *result = Err(repeat(&error));
        }
    }
}

fn all_fail(batch: &[Task], error: &rusqlite::Error) -> Vec<Result<(), StorageError>> {
    batch.iter().map(|_| Err(fault(error))).collect()
}

fn run_in_savepoint(connection: &Connection, task: &mut Task) -> Result<(), StorageError> {
    run(connection, "SAVEPOINT job").map_err(|error| fault(&error))?;
    let result = run_once(connection, task, task.scope.only_reads());
    if connection.is_autocommit() {
        return Err(undone());
    }
    let ended = if matches!(result, Ok(Verdict::Commit)) {
        run(connection, "RELEASE job")
    } else {
        run(connection, "ROLLBACK TO job").and_then(|()| run(connection, "RELEASE job"))
    };
    if let Err(error) = ended {
        // What should be undone must not be committed with the others.
        let _ = run(connection, "ROLLBACK");
        return Err(fault(&error));
    }
    result.map(drop)
}

fn read_all(connection: &Connection, queue: &Queue, readers: usize) {
    let mut batch = Vec::with_capacity(READ_BATCH);
    while queue.take_share(READ_BATCH, readers, &mut batch) {
        // All of them waited before the transaction begins, so each sees what was
        // committed before it came.
        for mut task in batch.drain(..) {
            let result =
                begin(connection).and_then(|()| run_once(connection, &mut task, true).map(drop));
            task.end(result);
        }
        end(connection);
    }
}

/// Does one job that only reads, and remembers what it found. While nobody commits
/// anything, what is remembered needs no transaction: it is all of one state.
pub(super) fn glance(
    connection: &Connection,
    memory: &mut Memory,
    commits: &Commits,
    task: &mut Task,
) -> Result<(), StorageError> {
    let asked = commits.quiet();
    if memory.suffices()
        && (memory.is_current(commits) || memory.turn_to(version(connection)?, asked))
        && let Some(result) = look(connection, memory, task)
    {
        return result;
    }
    begin(connection)?;
    // The first statement of the transaction: it settles which state all others see.
    let result = version(connection).and_then(|version| {
        memory.turn_to(version, asked);
        look(connection, memory, task).unwrap_or_else(|| Err(undone()))
    });
    end(connection);
    result
}

/// Runs the job of a glance, within a transaction or, as long as all is remembered,
/// without one. Returns nothing where somebody has committed since the memory was
/// turned to a state: the job must be run again.
fn look(
    connection: &Connection,
    memory: &mut Memory,
    task: &mut Task,
) -> Option<Result<(), StorageError>> {
    let mut link = Remembering::new(connection, memory);
    let verdict = attempt(&mut task.job, &mut link);
    let (overtaken, failure) = link.end();
    end(connection);
    (!overtaken).then(|| kept(verdict?, failure).map(drop))
}

/// Runs a job's code. A job in which a statement failed is never kept.
fn run_once(
    connection: &Connection,
    task: &mut Task,
    read_only: bool,
) -> Result<Verdict, StorageError> {
    let mut link = SqliteLink::new(connection, read_only);
    let verdict = attempt(&mut task.job, &mut link)?;
    kept(verdict, link.failure())
}

fn kept(verdict: Verdict, failure: Option<StorageError>) -> Result<Verdict, StorageError> {
    match (verdict, failure) {
        (Verdict::Commit, Some(failure)) => Err(failure),
        (verdict, _) => Ok(verdict),
    }
}

fn undone() -> StorageError {
    StorageError::Unavailable("the store undid the transaction".to_owned())
}
