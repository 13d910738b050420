//! Opening connections to PostgreSQL, and their settings.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use postgres::config::Host;
use postgres::{Client, Config, NoTls, SimpleQueryMessage, Statement};
use storage::StorageError;

use crate::error::OpenError;
use crate::schema::{Dialect, migrate};

use super::link::{Failure, PostgresLink};

/// Is what PostgreSQL calls the types. Texts are compared by bytes, as in SQLite.
const DIALECT: Dialect =
    Dialect { integer: "BIGINT", text: "TEXT COLLATE \"C\"", bytes: "BYTEA", table_end: "" };

/// A commit is on the server's disk before anyone is told of it, and nothing
/// waits for ever. A stricter setting of the server's stays.
const SETTINGS: &str = "
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') IN ('off', 'local');
    SET statement_timeout = '30s';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s'";

/// Keeps other servers from changing the tables at the same time. Any number
/// will do, as long as all versions of this program use the same.
const BEGIN_CHANGES: &str = "BEGIN; SELECT pg_advisory_xact_lock(3629483264157)";

/// Is where a PostgreSQL store lies, and how it is reached.
#[derive(Clone)]
pub(crate) struct Address(Arc<Config>);

impl Address {
    /// Reads a `postgres://` address.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let mut config: Config = url.parse().map_err(|error: postgres::Error| {
            OpenError::Unavailable(format!("the address of the database: {error}"))
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        if config.get_application_name().is_none() {
            config.application_name("secondkeyd");
        }
        Ok(Self(Arc::new(config)))
    }
}

impl std::fmt::Display for Address {
    /// Writes host and database, and no password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.0.get_dbname().or(self.0.get_user()).unwrap_or_default();
        match self.0.get_hosts().first() {
            Some(Host::Tcp(host)) => write!(f, "{name} on {host}"),
            _ => write!(f, "{name}"),
        }
    }
}

/// Is a connection with its prepared statements.
pub(crate) struct Session {
    pub(super) client: Client,
    statements: HashMap<&'static str, Statement>,
}

impl Session {
    /// Connects.
    pub(crate) fn open(address: &Address) -> Result<Self, StorageError> {
        let fault = |error: postgres::Error| Failure::of(&error).as_error();
        let mut client = address.0.connect(NoTls).map_err(fault)?;
        client.batch_execute(SETTINGS).map_err(fault)?;
        Ok(Self { client, statements: HashMap::new() })
    }

    /// Returns the seam.
    pub(crate) fn link(&mut self) -> PostgresLink<'_> {
        PostgresLink::new(&mut self.client, &mut self.statements)
    }

    /// Brings the tables up to date.
    pub(crate) fn prepare(&mut self, address: &Address) -> Result<(), OpenError> {
        let not_writable =
            |detail: String| OpenError::NotWritable { place: address.to_string(), detail };
        let sorted = |error: postgres::Error| match Failure::of(&error) {
            Failure::NotWritable(detail) => not_writable(detail),
            failure => failure.as_error().into(),
        };
        self.client.batch_execute(BEGIN_CHANGES).map_err(sorted)?;
        let read_only = self
            .client
            .simple_query("SHOW transaction_read_only")
            .map_err(sorted)?
            .iter()
            .any(|message| matches!(message, SimpleQueryMessage::Row(row) if row.get(0) == Some("on")));
        if read_only {
            return Err(not_writable("it only answers questions (a standby?)".to_owned()));
        }
        let mut link = self.link();
        if let Err(error) = migrate(&mut link, &DIALECT) {
            return Err(match link.failure() {
                Some(Failure::NotWritable(detail)) => not_writable(detail),
                _ => error,
            });
        }
        self.client.batch_execute("COMMIT").map_err(sorted)
    }
}

/// Runs something that talks to PostgreSQL on a thread of its own: the driver
/// must not be called from a thread of an asynchronous runtime.
pub(crate) fn on_a_thread<T: Send>(
    run: impl FnOnce() -> Result<T, OpenError> + Send,
) -> Result<T, OpenError> {
    thread::scope(|scope| scope.spawn(run).join())
        .unwrap_or_else(|_| Err(OpenError::Unavailable("the driver failed".to_owned())))
}
