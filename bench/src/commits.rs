//! The bare rate of durable commits: one writer, one row a commit, through the
//! driver and nothing else.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use crate::clock::Stopwatch;

/// Is a SQLite file as durable as the store's.
pub(crate) struct Bare(Connection);

impl Bare {
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE devices (id INTEGER PRIMARY KEY, spent INTEGER NOT NULL) STRICT;
             INSERT INTO devices VALUES (1, 0);",
        )?;
        Ok(Self(connection))
    }

    /// Returns commits per second.
    pub(crate) fn rate(&self, round: Duration) -> anyhow::Result<f64> {
        let mut statement = self.0.prepare("UPDATE devices SET spent = spent + 1 WHERE id = 1")?;
        let watch = Stopwatch::start();
        let mut count = 0_u32;
        while watch.elapsed() < round {
            statement.execute([])?;
            count += 1;
        }
        Ok(f64::from(count) / watch.seconds())
    }
}
