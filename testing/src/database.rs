//! A place on PostgreSQL: a database of its own on the test server, dropped at the
//! end. It is copied from one that has all tables, since to make them takes longer
//! than most tests. The driver blocks, so it works on threads of its own.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use postgres::{Client, NoTls};
use sha2::{Digest, Sha256};
use storage_sql::{PostgresOptions, SqlStore};

/// The changes that make the tables.
const CHANGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/storage-sql/src/schema");
/// The lock of the test server under which the one to copy is made.
const LOCK: i64 = 0x5345_434f_4e44;

/// Is a database that is dropped with this.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Makes a store without any account on the server of `SECONDKEY_TEST_POSTGRES`.
    #[expect(clippy::new_without_default, reason = "it is made on a server, which may fail")]
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("SECONDKEY_TEST_POSTGRES") else {
            panic!("SECONDKEY_TEST_POSTGRES must hold the address of a PostgreSQL server");
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let made = Self { server, name: format!("test_{}_{number}", std::process::id()) };
        let (server, name) = (made.server.clone(), made.name.clone());
        thread::spawn(move || copy(&server, &name)).join().unwrap();
        made
    }

    /// Returns the address under which a store finds it.
    pub fn url(&self) -> String {
        address(&self.server, &self.name)
    }

    /// Opens a store in it.
    pub(crate) fn open(&self) -> SqlStore {
        let url = self.url();
        thread::spawn(move || open(&url)).join().unwrap()
    }

    /// Runs statements in it.
    pub fn run(&self, sql: &str) {
        let (url, sql) = (self.url(), sql.to_owned());
        let run = move || Client::connect(&url, NoTls).unwrap().batch_execute(&sql);
        thread::spawn(run).join().unwrap().unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let server = self.server.clone();
        let run = move || Client::connect(&server, NoTls).unwrap().batch_execute(&drop);
        thread::spawn(run).join().unwrap().unwrap();
    }
}

fn open(url: &str) -> SqlStore {
    SqlStore::open_postgres(url, &PostgresOptions { connections: 2 }).unwrap()
}

/// Copies the one with all tables.
fn copy(server: &str, name: &str) {
    let mut client = Client::connect(server, NoTls).unwrap();
    let from = template(server, &mut client);
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
    let version: String = client.query_one("SHOW server_version_num", &[]).unwrap().get(0);
    // A copy of files is a third of the work, where it must be asked for.
    let how = if version.as_str() >= "150000" { "STRATEGY file_copy" } else { "" };
    client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {from} {how}")).unwrap();
}

/// Returns the name of the database with all tables, having made it where it is not
/// there. It stays on the server, under a name that tells what it was made of.
fn template(server: &str, client: &mut Client) -> String {
    let name = format!("test_template_{}", data_encoding::HEXLOWER.encode(&of_changes()[..8]));
    let there = "SELECT 1 FROM pg_database WHERE datname = $1";
    if client.query_opt(there, &[&name]).unwrap().is_some() {
        return name;
    }
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).unwrap();
    if client.query_opt(there, &[&name]).unwrap().is_none() {
        let making = format!("{name}_making");
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)")).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {making}")).unwrap();
        open(&address(server, &making)).close();
        // One that is in use cannot be renamed: what has just closed is waited for.
        let rename = format!("ALTER DATABASE {making} RENAME TO {name}");
        client.batch_execute(&rename).unwrap();
    }
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).unwrap();
    name
}

/// Returns a hash of what makes the tables.
fn of_changes() -> [u8; 32] {
    let folder = Path::new(CHANGES).read_dir().unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(std::fs::read(file).unwrap());
    }
    hash.finalize().into()
}

/// Returns the address of another database of a server.
fn address(server: &str, name: &str) -> String {
    let (place, options) = server.split_once('?').map_or((server, ""), |(a, b)| (a, b));
    let place = place.rsplit_once('/').map_or(place, |(host, _)| host);
    let joint = if options.is_empty() { "" } else { "?" };
    format!("{place}/{name}{joint}{options}")
}
