//! The store itself: how a closure becomes one transaction.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use identity::names::AccountId;

use crate::{StorageError, Tx};

/// Is what a transaction may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Reads only.
    Read,
    /// Reads only, and no more than one answer's worth of rows, each found by its key:
    /// so little that a store may do it on the caller's own thread.
    Glance,
    /// Reads and changes one account. Such transactions of one account follow
    /// one another, on every node.
    Account(AccountId),
    /// Changes what belongs to no account, or makes an account.
    Anywhere,
}

impl Scope {
    /// Says whether nothing may be changed.
    pub fn only_reads(self) -> bool {
        matches!(self, Self::Read | Self::Glance)
    }
}

/// Is how a job ended.
#[derive(Debug)]
pub enum Verdict {
    /// What it did is kept.
    Commit,
    /// What it did is undone.
    RollBack,
}

/// Is one transaction's work. It may be run more than once.
pub type Job = Box<dyn FnMut(&mut dyn Tx) -> Verdict + Send>;

/// Resolves when the job has been committed durably, or undone.
pub type Done = Pin<Box<dyn Future<Output = Result<(), StorageError>> + Send>>;

/// Is a place where things are kept.
pub trait Store: Send + Sync {
    /// Runs a job as one transaction. An error means that nothing was kept, but
    /// for one case: where the connection to a database is lost in the very act of
    /// committing, nobody can tell, and `Unavailable` says so.
    fn submit(&self, scope: Scope, job: Job) -> Done;
}

/// Runs a closure as one transaction on one account. `Ok` commits, `Err` undoes
/// everything; a refusal that must leave a trace is an `Ok`.
pub async fn write<T, E, F>(store: &dyn Store, account: AccountId, work: F) -> Result<T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    run(store, Scope::Account(account), work).await
}

/// Runs a closure as one transaction on what belongs to no account.
pub async fn write_anywhere<T, E, F>(store: &dyn Store, work: F) -> Result<T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    run(store, Scope::Anywhere, work).await
}

/// Runs a closure that only reads, on one consistent state of the store.
pub async fn read<T, E, F>(store: &dyn Store, work: F) -> Result<T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    run(store, Scope::Read, work).await
}

/// Runs a closure that reads a few rows, on one consistent state of the store. It may
/// hold up the thread that drives the caller, so it must be over at once.
pub async fn glance<T, E, F>(store: &dyn Store, work: F) -> Result<T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    run(store, Scope::Glance, work).await
}

async fn run<T, E, F>(store: &dyn Store, scope: Scope, mut work: F) -> Result<T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    let slot = Arc::new(Mutex::new(None));
    let result = Arc::clone(&slot);
    let job: Job = Box::new(move |tx| {
        let outcome = work(tx);
        let verdict = if outcome.is_ok() { Verdict::Commit } else { Verdict::RollBack };
        *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        verdict
    });
    let done = store.submit(scope, job).await;
    let outcome = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (done, outcome) {
        (Ok(()), Some(outcome)) => outcome,
        // The closure's own refusal says more than a failed roll-back.
        (Err(_), Some(Err(refusal))) => Err(refusal),
        (Err(error), _) => Err(error.into()),
        (Ok(()), None) => {
            Err(StorageError::Unavailable("the transaction was never run".to_owned()).into())
        }
    }
}
