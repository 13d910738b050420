//! The store that the rest of the service sees.

use std::path::Path;

use storage::{Done, Job, Scope, StorageError, Store};
use tokio::sync::oneshot;

use crate::engine::Task;
use crate::engine::postgres::{Address, Postgres};
use crate::engine::sqlite::{Place, Sqlite};
use crate::error::OpenError;

/// Is how a SQLite store is driven.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// Threads that read, each with a connection: at least 1.
    pub readers: usize,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { readers: 2 }
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

/// Is a store on SQLite or on PostgreSQL. Dropping it ends what has been
/// submitted and closes the connections.
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
        let engine = Sqlite::start(Place::File(path.to_owned()), options.readers)?;
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
        Ok(Self { engine: Engine::Sqlite(Sqlite::start(Place::Memory, 0)?) })
    }
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
