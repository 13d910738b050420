//! A store of the first version is brought up to date with what it holds.

use std::fmt::Write as _;

use identity::Identity;
use identity::device::DeviceState;
use identity::names::PolicyId;
use identity::user::User;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use storage_sql::SqlStore;

use crate::support::*;

const FIRST: &str = include_str!("../../src/schema/0001_first.sql");
const ADMINISTRATOR_ACCESS: &str = "ANPAIWMBCKSKIEE64ZLYK";

/// Writes the statements that make a store of version 1 with an account, an
/// administrator, another user, a password and a device.
fn old_store(integer: &str, text: &str, bytes: &str, table_end: &str, blob: &str) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(FIRST) {
        write!(hash, "{byte:02x}").unwrap();
    }
    let tables = format!(
        "CREATE TABLE schema_changes (version {integer} NOT NULL PRIMARY KEY, hash {text} NOT NULL)
             {table_end};
         {FIRST}
         INSERT INTO schema_changes VALUES (1, '{hash}');"
    );
    let tables = tables
        .replace("{integer}", integer)
        .replace("{text}", text)
        .replace("{bytes}", bytes)
        .replace("{table_end}", table_end);
    let (alice, bob) = (user(1, "alice"), user(2, "bob"));
    let (account, alice, bob) = (account_id(1), alice.id.as_str(), bob.id.as_str());
    let serial = serial("phone");
    let (serial_key, serial) = (serial.key(), serial.as_str());
    let second = at(0).as_micros();
    format!(
        "{tables}
         INSERT INTO accounts VALUES ({account}, 'Acme', 'root1@example.com', NULL, NULL, {second});
         INSERT INTO account_emails VALUES ('root1@example.com', {account});
         INSERT INTO users VALUES ({account}, '{alice}', 'Alice', 'alice', 1, {second});
         INSERT INTO users VALUES ({account}, '{bob}', 'bob', 'bob', 0, {second});
         INSERT INTO passwords VALUES ({account}, '{alice}', 'hash', 1, {second});
         INSERT INTO devices VALUES ({account}, '{serial_key}', '{serial}', 'phone', 'phone', 'app',
             '{alice}', {second}, {blob}, 3, 7, {second}, NULL);"
    )
}

fn everything_is_still_there(store: &SqlStore) {
    write(store, |tx| {
        let account = account_id(1);
        let policy = PolicyId::parse(ADMINISTRATOR_ACCESS).unwrap();
        let alice = tx.user_by_name(account, &user_name("ALICE"))?.unwrap();
        assert_eq!(alice, User { created: at(0), ..user(1, "Alice") });
        assert_eq!(tx.users_with_policy(account, &policy, 9)?.first(), Some(&alice));
        assert!(!tx.user_has_policy(account, &user(2, "bob").id, &policy)?);
        assert_eq!(tx.attached_policies(account, alice.id.as_str())?, [policy]);
        let record = tx.password(account, &alice.identity())?.unwrap();
        assert_eq!((record.hash.as_str(), record.must_change), ("hash", true));
        let times = tx.password_times(account, &alice.identity())?.unwrap();
        assert_eq!((times.created, times.set_at, times.last_used), (at(0), at(0), None));
        let device = tx.device(account, &serial("phone"))?.unwrap();
        let owner: Identity = alice.identity();
        assert_eq!(device.state, DeviceState::Assigned { owner, since: at(0), suspended: None });
        assert_eq!((device.clock.offset, device.clock.spent), (3, Some(7)));
        tx.add_user(&user(3, "carol"))
    })
    .unwrap();
}

#[test]
fn an_old_sqlite_store_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let old = old_store("INTEGER", "TEXT", "BLOB", "STRICT, WITHOUT ROWID", "x'0102'");
    // By this number a file says whose it is.
    let mark = format!("PRAGMA application_id = {};", 0x326e_646b);
    Connection::open(&path).unwrap().execute_batch(&format!("{mark}{old}")).unwrap();
    everything_is_still_there(&open_file(&path));
    open_file(&path).check().unwrap();
}

#[test]
fn an_old_postgres_store_is_brought_up_to_date() {
    let schema = Schema::new();
    schema.run(&old_store("BIGINT", "TEXT COLLATE \"C\"", "BYTEA", "", "'\\x0102'"));
    everything_is_still_there(&schema.open());
    schema.open().check().unwrap();
}
