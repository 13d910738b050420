//! What the contract tests share: a store of each engine, a way to wait, and
//! things to keep.

use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use identity::account::Account;
use identity::audit::{Action, Actor, Event, Outcome, Request};
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState};
use identity::names::{
    AccountId, AccountName, DeviceName, EmailAddress, Path as IamPath, SerialNumber, UserId,
    UserName,
};
use identity::user::User;
use identity::{Identity, Timestamp};
use storage::{StorageError, Tx};
use storage_sql::{PostgresOptions, SqlStore, SqliteOptions};

/// Writes a module for each engine with one test for each contract.
macro_rules! contract {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { crate::support::on_sqlite(super::$name); })+
        }
        mod postgres {
            $(#[test] fn $name() { crate::support::on_postgres(super::$name); })+
        }
        mod memory {
            $(#[test] fn $name() { crate::support::in_memory(super::$name); })+
        }
    };
}
pub(crate) use contract;

pub(crate) fn open_file(path: &Path) -> SqlStore {
    SqlStore::open_sqlite(path, &SqliteOptions::default()).unwrap()
}

pub(crate) fn on_sqlite(test: fn(&SqlStore)) {
    let folder = tempfile::tempdir().unwrap();
    test(&open_file(&folder.path().join("store.db")));
}

/// Is a schema of its own on the test server, dropped at the end.
pub(crate) struct Schema {
    server: String,
    name: String,
}

impl Schema {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("SECONDKEY_TEST_POSTGRES").expect(
            "SECONDKEY_TEST_POSTGRES must hold the address of a PostgreSQL server on which the \
             tests may make schemas, such as postgres://postgres@127.0.0.1:5432/postgres",
        );
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let schema = Self { server, name: format!("contract_{}_{number}", std::process::id()) };
        let name = &schema.name;
        schema.run(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"));
        schema
    }

    /// Returns the address of a store in this schema.
    pub(crate) fn url(&self) -> String {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{joint}options=-c%20search_path%3D{}", self.server, self.name)
    }

    pub(crate) fn open(&self) -> SqlStore {
        let options = PostgresOptions { connections: 4 };
        SqlStore::open_postgres(&self.url(), &options).unwrap()
    }

    /// Runs statements on a connection to the test server.
    pub(crate) fn run(&self, sql: &str) {
        postgres::Client::connect(&self.server, postgres::NoTls)
            .expect("the server of SECONDKEY_TEST_POSTGRES must answer")
            .batch_execute(&format!("SET search_path = {}; {sql}", self.name))
            .unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.run(&format!("DROP SCHEMA {} CASCADE", self.name));
        }
    }
}

pub(crate) fn on_postgres(test: fn(&SqlStore)) {
    let schema = Schema::new();
    test(&schema.open());
}

pub(crate) fn in_memory(test: fn(&SqlStore)) {
    test(&SqlStore::open_memory().unwrap());
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future on this thread.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

/// Runs a transaction on the account of [`account_id`].
pub(crate) fn write<T: Send + 'static>(
    store: &SqlStore,
    work: impl FnMut(&mut dyn Tx) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    write_in(store, account_id(1), work)
}

pub(crate) fn write_in<T: Send + 'static>(
    store: &SqlStore,
    account: AccountId,
    work: impl FnMut(&mut dyn Tx) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    wait(storage::write(store, account, work))
}

pub(crate) fn anywhere<T: Send + 'static>(
    store: &SqlStore,
    work: impl FnMut(&mut dyn Tx) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    wait(storage::write_anywhere(store, work))
}

pub(crate) fn read<T: Send + 'static>(
    store: &SqlStore,
    work: impl FnMut(&mut dyn Tx) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    wait(storage::read(store, work))
}

pub(crate) fn glance<T: Send + 'static>(
    store: &SqlStore,
    work: impl FnMut(&mut dyn Tx) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    wait(storage::glance(store, work))
}

/// Says what a refused write conflicts with.
pub(crate) fn conflict<T: std::fmt::Debug>(result: Result<T, StorageError>) -> &'static str {
    match result {
        Err(StorageError::Conflict { what }) => what,
        other => panic!("no conflict but {other:?}"),
    }
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(1_700_000_000 + seconds)
}

pub(crate) fn account_id(number: u64) -> AccountId {
    AccountId::from_number(100_000_000_000 + number).unwrap()
}

pub(crate) fn account(number: u64) -> Account {
    Account {
        id: account_id(number),
        name: AccountName::parse(&format!("Account {number}")).unwrap(),
        email: email(&format!("Root{number}@Example.com")),
        alias: None,
        phone: None,
        created: at(0),
    }
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// Adds account 1.
pub(crate) fn with_account(store: &SqlStore) {
    anywhere(store, |tx| tx.add_account(&account(1))).unwrap();
}

pub(crate) fn user_name(text: &str) -> UserName {
    UserName::parse(text).unwrap()
}

pub(crate) fn user(number: u8, name: &str) -> User {
    let mut random = [number & 31; 17];
    random[0] = number >> 5;
    User {
        account: account_id(1),
        id: UserId::from_random(random),
        name: user_name(name),
        path: IamPath::root(),
        boundary: None,
        created: at(i64::from(number)),
    }
}

pub(crate) fn serial(name: &str) -> SerialNumber {
    SerialNumber::of_virtual_device(account_id(1), &DeviceName::parse(name).unwrap())
}

pub(crate) fn device(name: &str, owner: &Identity) -> Device {
    Device {
        account: account_id(1),
        serial: serial(name),
        name: DeviceName::parse(name).unwrap(),
        kind: DeviceKind::AuthenticatorApp,
        state: DeviceState::Assigned { owner: owner.clone(), since: at(1), suspended: None },
        sealed_seed: vec![0, 1, 2, 255],
        clock: DeviceClock::default(),
        created: at(0),
        last_used: None,
        maker: None,
        expires: None,
    }
}

pub(crate) fn event(action: Action) -> Event {
    Event {
        action,
        outcome: Outcome::Success,
        actor: Actor::root(),
        target: None,
        detail: None,
        peer: Some("192.0.2.7".to_owned()),
        request: Request::default(),
    }
}
