//! A place on PostgreSQL: a schema of its own on the test server, dropped at the end.
//! The driver blocks, so it works on threads of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use storage_sql::{PostgresOptions, SqlStore};

/// Is a schema that is dropped with this.
#[derive(Debug)]
pub struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// Makes a schema on the server of `SECONDKEY_TEST_POSTGRES`.
    #[expect(clippy::new_without_default, reason = "it is made on a server, which may fail")]
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("SECONDKEY_TEST_POSTGRES") else {
            panic!("SECONDKEY_TEST_POSTGRES must hold the address of a PostgreSQL server");
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let schema = Self { server, name: format!("test_{}_{number}", std::process::id()) };
        let name = &schema.name;
        schema.run(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"));
        schema
    }

    /// Returns the address under which a store finds it.
    pub fn url(&self) -> String {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{joint}options=-c%20search_path%3D{}", self.server, self.name)
    }

    /// Opens a store in it.
    pub(crate) fn open(&self) -> SqlStore {
        let url = self.url();
        let options = PostgresOptions { connections: 2 };
        std::thread::spawn(move || SqlStore::open_postgres(&url, &options).unwrap()).join().unwrap()
    }

    /// Runs statements in it.
    pub fn run(&self, sql: &str) {
        let (server, sql) =
            (self.server.clone(), format!("SET search_path = {}; {sql}", self.name));
        let run = move || {
            postgres::Client::connect(&server, postgres::NoTls).unwrap().batch_execute(&sql)
        };
        std::thread::spawn(run).join().unwrap().unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.run(&format!("DROP SCHEMA {} CASCADE", self.name));
        }
    }
}
