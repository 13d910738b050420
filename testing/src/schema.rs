//! A World on PostgreSQL: a schema of its own on the test server, dropped with the
//! World. The driver blocks, so it works on threads of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use storage_sql::{PostgresOptions, SqlStore};

/// Is a schema that ends with its World.
pub(crate) struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// Makes a schema on the server of `SECONDKEY_TEST_POSTGRES`.
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("SECONDKEY_TEST_POSTGRES") else {
            panic!("SECONDKEY_TEST_POSTGRES must hold the address of a PostgreSQL server");
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let schema = Self { server, name: format!("world_{}_{number}", std::process::id()) };
        let name = &schema.name;
        schema.run(format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"));
        schema
    }

    /// Opens a store in it.
    pub(crate) fn open(&self) -> SqlStore {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        let url = format!("{}{joint}options=-c%20search_path%3D{}", self.server, self.name);
        let options = PostgresOptions { connections: 2 };
        std::thread::spawn(move || SqlStore::open_postgres(&url, &options).unwrap()).join().unwrap()
    }

    fn run(&self, sql: String) {
        let server = self.server.clone();
        let run = move || {
            postgres::Client::connect(&server, postgres::NoTls).unwrap().batch_execute(&sql)
        };
        std::thread::spawn(run).join().unwrap().unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.run(format!("DROP SCHEMA {} CASCADE", self.name));
        }
    }
}
