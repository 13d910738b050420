//! The threads that own PostgreSQL's connections.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use identity::names::AccountId;
use storage::{Scope, StorageError, Verdict};

use crate::check::{Report, check};
use crate::engine::attempt::attempt;
use crate::engine::queue::{Queue, Task};
use crate::engine::workers::Workers;
use crate::error::OpenError;

use super::link::Failure;
use super::{Address, Session, on_a_thread};

/// Is how often a transaction is run before it is given up.
const ATTEMPTS: u32 = 8;

const LOST_COMMIT: &str =
    "the connection was lost at the commit, and whether it was kept is unknown";

/// Is a running PostgreSQL store.
pub(crate) struct Postgres {
    pub(crate) address: Address,
    queue: Arc<Queue>,
    workers: Workers,
}

impl Postgres {
    /// Connects, brings the tables up to date and starts the threads.
    pub(crate) fn start(address: Address, connections: usize) -> Result<Self, OpenError> {
        on_a_thread(|| open(&address)?.prepare(&address))?;
        let store =
            Self { address, queue: Arc::new(Queue::default()), workers: Workers::default() };
        for _ in 0..connections.max(1) {
            let (queue, address) = (Arc::clone(&store.queue), store.address.clone());
            store.workers.spawn("store-postgres", move || run_all(&address, &queue))?;
        }
        Ok(store)
    }

    /// Puts a task into the queue.
    pub(crate) fn submit(&self, task: Task) {
        self.queue.push(task);
    }

    /// Does what waits, takes no more, and closes the connections.
    pub(crate) fn close(&self) {
        self.queue.close();
        self.workers.join();
    }

    /// Counts what the store holds.
    pub(crate) fn check(&self) -> Result<Report, OpenError> {
        on_a_thread(|| check(&mut open(&self.address)?.link(), "PostgreSQL"))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.close();
    }
}

/// Opens a connection for one who waits for the store to begin.
fn open(address: &Address) -> Result<Session, OpenError> {
    Session::open(address).map_err(|failure| failure.at_start(address))
}

fn run_all(address: &Address, queue: &Queue) {
    let mut session = None;
    let mut batch = Vec::with_capacity(1);
    while queue.take(1, &mut batch) {
        for mut task in batch.drain(..) {
            let result = run(&mut session, address, &mut task);
            task.end(result);
        }
    }
}

/// Runs a job until it is kept, undone or given up.
fn run(
    session: &mut Option<Session>,
    address: &Address,
    task: &mut Task,
) -> Result<(), StorageError> {
    let mut pause = Duration::from_millis(1);
    for _ in 1..ATTEMPTS {
        match run_once(session, address, task) {
            Err(Failure::Again(_)) => {
                thread::sleep(pause);
                pause *= 2;
            }
            Err(Failure::Lost(_) | Failure::Elsewhere(_)) => *session = None,
            Err(failure) => return Err(failure.as_error()),
            Ok(()) => return Ok(()),
        }
    }
    run_once(session, address, task).map_err(|failure| failure.as_error())
}

/// Runs a job once. `Again`, `Lost` and `Elsewhere` mean that nothing was kept for certain.
fn run_once(
    session: &mut Option<Session>,
    address: &Address,
    task: &mut Task,
) -> Result<(), Failure> {
    let open = match session {
        Some(open) => open,
        None => session
            .insert(Session::open(address).map_err(|failure| Failure::Other(failure.as_error()))?),
    };
    if let Err(error) = open.client.batch_execute(&begin(task.scope)) {
        undo(session);
        return Err(Failure::of(&error));
    }
    let mut link = open.link();
    let verdict = attempt(&mut task.job, &mut link);
    let failure = link.failure();
    if let (Ok(Verdict::Commit), None) = (&verdict, &failure) {
        return open.client.batch_execute("COMMIT").map_err(|error| match Failure::of(&error) {
            Failure::Lost(_) => {
                *session = None;
                Failure::Other(StorageError::Unavailable(LOST_COMMIT.to_owned()))
            }
            refusal => refusal,
        });
    }
    undo(session);
    match (verdict.map_err(Failure::Other)?, failure) {
        // A job that gave up because the server refused something for now is
        // run again; one that gave up for its own reasons is done.
        (Verdict::Commit, Some(failure))
        | (
            Verdict::RollBack,
            Some(failure @ (Failure::Again(_) | Failure::Lost(_) | Failure::Elsewhere(_))),
        ) => Err(failure),
        (_, _) => Ok(()),
    }
}

/// Undoes an open transaction. The server does so itself when a connection is
/// closed.
fn undo(session: &mut Option<Session>) {
    if session.as_mut().is_some_and(|open| open.client.batch_execute("ROLLBACK").is_err()) {
        *session = None;
    }
}

/// Returns how a transaction begins, in one round trip. Those of one account
/// take the lock on its row first, and so follow one another on every node; each
/// of their statements then sees what the last one left.
fn begin(scope: Scope) -> String {
    const WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    match scope {
        Scope::Read | Scope::Glance => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(),
        Scope::Anywhere => WRITE.to_owned(),
        Scope::Account(id) => {
            let id = AccountId::as_number(id);
            format!("{WRITE}; SELECT 1 FROM accounts WHERE account_id = {id} FOR UPDATE")
        }
    }
}
