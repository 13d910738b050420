//! The threads of a store, which end with it.

use std::thread::{self, JoinHandle};

use crate::error::OpenError;

/// Holds threads; waits for them when it is dropped.
#[derive(Default)]
pub(super) struct Workers(Vec<JoinHandle<()>>);

impl Workers {
    /// Starts a thread. Its queue must be closed before this is dropped.
    pub(super) fn spawn(
        &mut self,
        name: &str,
        run: impl FnOnce() + Send + 'static,
    ) -> Result<(), OpenError> {
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(run)
            .map_err(|error| OpenError::Unavailable(error.to_string()))?;
        self.0.push(thread);
        Ok(())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for thread in self.0.drain(..) {
            // A job may hold the last handle of the store; its thread ends by
            // itself.
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}
