//! The threads of a store, which end with it.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::error::OpenError;

/// Holds threads that take their tasks from one queue.
#[derive(Default)]
pub(super) struct Workers(Mutex<Vec<JoinHandle<()>>>);

impl Workers {
    /// Starts a thread.
    pub(super) fn spawn(
        &self,
        name: &str,
        run: impl FnOnce() + Send + 'static,
    ) -> Result<(), OpenError> {
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(run)
            .map_err(|error| OpenError::Unavailable(error.to_string()))?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Waits for the end of all threads, which their queue must have been closed
    /// for. A second call finds none.
    pub(super) fn join(&self) {
        let threads = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A job may hold the last handle of the store; its thread ends by
            // itself.
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}
