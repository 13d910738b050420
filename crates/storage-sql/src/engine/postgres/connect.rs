//! Opening connections to PostgreSQL, and their settings.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use postgres::config::{Host, TargetSessionAttrs};
use postgres::{Client, Config, NoTls, Statement};

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

/// How long a connection may be silent before the other side is asked whether it is
/// there, how long between two such questions, and how long anything sent may remain
/// without a sign of its arrival: a server that vanished, with whatever machine it was
/// on, must not be waited for as long as TCP would.
const SILENCE: (Duration, Duration, Duration) =
    (Duration::from_secs(10), Duration::from_secs(5), Duration::from_secs(15));

/// Is where a PostgreSQL store lies, and how it is reached.
#[derive(Clone)]
pub(crate) struct Address(Arc<Config>);

impl Address {
    /// Reads a `postgres://` address. Of several hosts that one is used which may be
    /// written to.
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
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        let (idle, between, unheard) = SILENCE;
        config.keepalives_idle(idle).keepalives_interval(between).keepalives_retries(2);
        config.tcp_user_timeout(unheard);
        Ok(Self(Arc::new(config)))
    }
}

impl std::fmt::Display for Address {
    /// Writes hosts and database, and no password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.0.get_dbname().or(self.0.get_user()).unwrap_or_default();
        write!(f, "{name}")?;
        let hosts = self.0.get_hosts().iter().filter_map(|host| match host {
            Host::Tcp(host) => Some(host.as_str()),
            Host::Unix(_) => None,
        });
        for (place, host) in hosts.enumerate() {
            write!(f, "{}{host}", if place == 0 { " on " } else { ", " })?;
        }
        Ok(())
    }
}

/// Is a connection with its prepared statements.
pub(crate) struct Session {
    pub(super) client: Client,
    statements: HashMap<&'static str, Statement>,
}

impl Session {
    /// Connects to a server that may be written to.
    pub(crate) fn open(address: &Address) -> Result<Self, Failure> {
        let mut client = address.0.connect(NoTls).map_err(|error| Failure::of(&error))?;
        client.batch_execute(SETTINGS).map_err(|error| Failure::of(&error))?;
        Ok(Self { client, statements: HashMap::new() })
    }

    /// Returns the seam.
    pub(crate) fn link(&mut self) -> PostgresLink<'_> {
        PostgresLink::new(&mut self.client, &mut self.statements)
    }

    /// Brings the tables up to date.
    pub(crate) fn prepare(&mut self, address: &Address) -> Result<(), OpenError> {
        let sorted = |error: postgres::Error| Failure::of(&error).at_start(address);
        self.client.batch_execute(BEGIN_CHANGES).map_err(sorted)?;
        let mut link = self.link();
        if let Err(error) = migrate(&mut link, &DIALECT) {
            return Err(match link.failure() {
                Some(failure @ Failure::NotWritable(_)) => failure.at_start(address),
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
