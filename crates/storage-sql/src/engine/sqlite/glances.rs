//! Glances: reads that are over sooner than another thread could be woken for them,
//! done on the thread of who asks.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use storage::StorageError;

use crate::engine::queue::Task;

use super::commits::Commits;
use super::memory::Memory;
use super::threads::glance;
use super::{Place, Role, connect};

/// Is connections that whoever asks may use, one at a time each, with what each remembers.
pub(super) struct Glances {
    places: Vec<Mutex<Option<(Connection, Memory)>>>,
    commits: Arc<Commits>,
}

impl Glances {
    /// Opens so many connections to a file that `commits` are made to.
    pub(super) fn open(
        place: &Place,
        count: usize,
        commits: &Arc<Commits>,
    ) -> rusqlite::Result<Self> {
        let opened = (0..count).map(|_| connect(place, Role::Glance));
        let places = opened.map(|one| one.map(|one| Mutex::new(Some((one, Memory::default())))));
        Ok(Self { places: places.collect::<Result<_, _>>()?, commits: Arc::clone(commits) })
    }

    /// Does a task here and now if a connection is free. Gives it back otherwise:
    /// nobody waits for another's glance.
    pub(super) fn take(&self, mut task: Task) -> Option<Task> {
        for place in &self.places {
            let Ok(mut place) = place.try_lock() else { continue };
            let Some((connection, memory)) = place.as_mut() else { continue };
            let result: Result<(), StorageError> =
                glance(connection, memory, &self.commits, &mut task);
            drop(place);
            task.end(result);
            return None;
        }
        Some(task)
    }

    /// Closes the connections, each when the glance is over that it is used for.
    pub(super) fn close(&self) {
        for place in &self.places {
            drop(place.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    }
}
