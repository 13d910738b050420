//! The store that the rest of the service sees.

use std::path::Path;

use storage::{Done, Job, Scope, StorageError, Store};
use tokio::sync::oneshot;

use crate::check::Report;
use crate::engine::Task;
use crate::engine::postgres::{Address, Postgres};
use crate::engine::sqlite::{self, Place, Sqlite};
use crate::error::{BackupError, OpenError};

/// Is how a SQLite store is driven.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// Threads that read, each with a connection: at least 1.
    pub readers: usize,
    /// Connections on which callers may take a glance on their own thread: as many
    /// as threads that drive asynchronous work, or none.
    pub glances: usize,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { readers: 2, glances: 2 }
    }
}

/// Is how a PostgreSQL store is driven.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// Connections, each with a thread: at least 1.
    pub connections: usize,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { connections: 8 }
    }
}

/// Is a store on SQLite or on PostgreSQL. Dropping it is [`SqlStore::close`].
pub struct SqlStore {
    pub(crate) engine: Engine,
}

pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl SqlStore {
    /// Opens a SQLite file, makes it (mode 0600) if there is none, and brings
    /// its tables up to date. Several processes may do so at once; a server
    /// keeps other servers out with [`Exclusive`](crate::Exclusive).
    pub fn open_sqlite(path: &Path, options: &SqliteOptions) -> Result<Self, OpenError> {
        let engine = Sqlite::start(Place::File(path.to_owned()), options)?;
        Ok(Self { engine: Engine::Sqlite(engine) })
    }

    /// Connects to a PostgreSQL database (`postgres://user:password@host/name`)
    /// and brings its tables up to date. Any number of servers may share it.
    pub fn open_postgres(url: &str, options: &PostgresOptions) -> Result<Self, OpenError> {
        let engine = Postgres::start(Address::parse(url)?, options.connections)?;
        Ok(Self { engine: Engine::Postgres(engine) })
    }

    /// Opens an empty store in memory, for tests: it is gone when it is dropped.
    pub fn open_memory() -> Result<Self, OpenError> {
        let engine = Sqlite::start(Place::Memory, &SqliteOptions::default())?;
        Ok(Self { engine: Engine::Sqlite(engine) })
    }

    /// Does what has been submitted and closes the connections, so that a SQLite
    /// store is one file again. Later jobs are refused as unavailable, whoever
    /// still holds the store. Blocks like [`Self::check`].
    pub fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close(),
            Engine::Postgres(postgres) => postgres.close(),
        }
    }

    /// Reads the whole store and reports what it holds; one that is broken is
    /// refused as [`OpenError::Damaged`]. Takes long on a large store, and must
    /// not run on a thread that drives asynchronous work.
    pub fn check(&self) -> Result<Report, OpenError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.check(),
            Engine::Postgres(postgres) => postgres.check(),
        }
    }

    /// Writes a backup into a new file (mode 0600), of one consistent state,
    /// while the store is in use. SQLite only. Blocks like [`Self::check`].
    pub fn backup(&self, destination: &Path) -> Result<(), BackupError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite::backup(&sqlite.place, destination),
            Engine::Postgres(_) => Err(BackupError::UsePgDump),
        }
    }
}

/// Fills a SQLite store from a backup, after reading all of it. The store must
/// not exist or hold no account, and no server may use it. Sessions, pending
/// sign-ins and set-up links are not restored: what has ended stays ended.
pub fn restore(backup: &Path, path: &Path) -> Result<(), BackupError> {
    sqlite::restore(backup, path)
}

impl Store for SqlStore {
    fn submit(&self, scope: Scope, job: Job) -> Done {
        let (answer, end) = oneshot::channel();
        let task = Task { scope, job, answer };
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.submit(task),
            Engine::Postgres(postgres) => postgres.submit(task),
        }
        Box::pin(async move {
            end.await.unwrap_or_else(|_| {
                Err(StorageError::Unavailable("the store ended before it answered".to_owned()))
            })
        })
    }
}
