//! One run of a job's code, and how its end is told.

use std::panic::{AssertUnwindSafe, catch_unwind};

use storage::{Job, StorageError, Verdict};

use super::{Link, SqlTx};

/// Runs a job's code. A panic in it becomes an error: it ends the job and not
/// the thread that others depend on.
pub(super) fn attempt(job: &mut Job, link: &mut dyn Link) -> Result<Verdict, StorageError> {
    // What a panic leaves behind is rolled back, and the job is not run again.
    catch_unwind(AssertUnwindSafe(|| job(&mut SqlTx::new(link)))).map_err(|_| {
        StorageError::Unavailable("a fault in the program ended the transaction".to_owned())
    })
}

/// Says the same once more, to another caller.
pub(super) fn repeat(error: &StorageError) -> StorageError {
    match error {
        StorageError::Conflict { what } => StorageError::Conflict { what },
        StorageError::Corrupt(detail) => StorageError::Corrupt(detail.clone()),
        StorageError::Unavailable(detail) => StorageError::Unavailable(detail.clone()),
    }
}
