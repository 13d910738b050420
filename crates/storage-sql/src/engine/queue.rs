//! A bounded queue between the callers and the threads that own a connection.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use storage::{Job, Scope, StorageError};
use tokio::sync::oneshot;

/// Is a job with the place where its end is told.
pub(crate) struct Task {
    pub(crate) scope: Scope,
    pub(crate) job: Job,
    pub(crate) answer: oneshot::Sender<Result<(), StorageError>>,
}

impl Task {
    /// Tells the caller how it ended; one who has gone is told nothing.
    pub(crate) fn end(self, result: Result<(), StorageError>) {
        let _ = self.answer.send(result);
    }
}

/// Is how many jobs may wait. More than this is seconds of work for any disk:
/// whoever comes then is refused at once rather than kept waiting.
const CAPACITY: usize = 8192;

/// Hands tasks over, in order.
#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    tasks: VecDeque<Task>,
    closed: bool,
}

impl Queue {
    /// Adds a task, or ends it as unavailable when too many wait.
    pub(crate) fn push(&self, task: Task) {
        let mut state = self.lock();
        let fault = if state.closed {
            "it is shut down"
        } else if state.tasks.len() >= CAPACITY {
            "too many transactions are waiting"
        } else {
            state.tasks.push_back(task);
            drop(state);
            self.filled.notify_one();
            return;
        };
        drop(state);
        task.end(Err(StorageError::Unavailable(fault.to_owned())));
    }

    /// Waits for tasks and moves up to `most` of them into `batch`. Returns
    /// `false` when the queue is closed and empty.
    pub(crate) fn take(&self, most: usize, batch: &mut Vec<Task>) -> bool {
        self.take_share(most, 1, batch)
    }

    /// As [`Queue::take`], but leaves as much to each other one of `takers`.
    pub(crate) fn take_share(&self, most: usize, takers: usize, batch: &mut Vec<Task>) -> bool {
        let mut state = self.lock();
        while state.tasks.is_empty() {
            if state.closed {
                return false;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let count = state.tasks.len().div_ceil(takers).min(most);
        batch.extend(state.tasks.drain(..count));
        true
    }

    /// Takes no more tasks; those that wait are still done.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic happens under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
