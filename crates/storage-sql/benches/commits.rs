//! How much faster grouped commits are than single ones, on this disk.
//!
//! `cargo bench -p storage-sql` compares, in alternating rounds, one writer that
//! commits one row at a time through rusqlite with callers that each spend a
//! counter and append to the audit trail through the store. The files lie in
//! `$BENCH_FOLDER`, or the folder for temporary files; PostgreSQL takes part if
//! `SECONDKEY_TEST_POSTGRES` is set.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock, prints, and stops at the first fault"
)]

use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use identity::account::Account;
use identity::audit::{Action, Actor, Event, Outcome, Request};
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState};
use identity::names::{AccountId, AccountName, DeviceName, EmailAddress, SerialNumber};
use identity::{Identity, Timestamp};
use storage::StorageError;
use storage_sql::{PostgresOptions, SqlStore, SqliteOptions};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);
const ACCOUNTS: u64 = 16;

fn main() {
    let folder = match std::env::var_os("BENCH_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    }
    .unwrap();
    let bare = Bare::new(&folder.path().join("bare.db"));
    let path = folder.path().join("store.db");
    let store = Arc::new(SqlStore::open_sqlite(&path, &SqliteOptions::default()).unwrap());
    fill(&store, "");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();

    let mut series = vec![
        Series::new("rusqlite, one row a commit"),
        Series::new("store, 1 caller"),
        Series::new("store, 64 threads"),
        Series::new("store, 64 tasks"),
        Series::new("store, 256 tasks"),
    ];
    for _ in 0..ROUNDS {
        let rates = [
            bare.rate(),
            by_threads(&store, 1, ""),
            by_threads(&store, 64, ""),
            runtime.block_on(by_tasks(&store, 64)),
            runtime.block_on(by_tasks(&store, 256)),
        ];
        series.iter_mut().zip(rates).for_each(|(series, rate)| series.rates.push(rate));
    }
    if let Ok(url) = std::env::var("SECONDKEY_TEST_POSTGRES") {
        let store = SqlStore::open_postgres(&url, &PostgresOptions::default()).unwrap();
        let tag = format!("-{}", std::process::id());
        fill(&store, &tag);
        let mut postgres = Series::new("PostgreSQL, 64 threads");
        postgres.rates.extend((0..ROUNDS).map(|_| by_threads(&store, 64, &tag)));
        series.push(postgres);
    }
    let base = series.first().map_or(1.0, Series::median);
    for one in &series {
        let median = one.median();
        println!(
            "{:28} {median:9.0} a second   x {:.1}   {:.0?}",
            one.name,
            median / base,
            one.rates
        );
    }
    println!("{}", memory());
}

struct Series {
    name: &'static str,
    rates: Vec<f64>,
}

impl Series {
    fn new(name: &'static str) -> Self {
        Self { name, rates: Vec::new() }
    }

    fn median(&self) -> f64 {
        let mut sorted = self.rates.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }
}

/// Commits one row at a time, as durably as the store does.
struct Bare(rusqlite::Connection);

impl Bare {
    fn new(path: &Path) -> Self {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                 CREATE TABLE devices (id INTEGER PRIMARY KEY, spent INTEGER NOT NULL) STRICT;
                 INSERT INTO devices VALUES (1, 0);",
            )
            .unwrap();
        Self(connection)
    }

    fn rate(&self) -> f64 {
        let begun = Instant::now();
        let mut count = 0_u32;
        while begun.elapsed() < ROUND {
            self.0
                .prepare_cached("UPDATE devices SET spent = spent + 1 WHERE id = 1")
                .unwrap()
                .execute([])
                .unwrap();
            count += 1;
        }
        f64::from(count) / begun.elapsed().as_secs_f64()
    }
}

fn by_threads(store: &SqlStore, callers: u64, tag: &str) -> f64 {
    let begun = Instant::now();
    let count: u32 = thread::scope(|scope| {
        let callers: Vec<_> = (0..callers)
            .map(|caller| {
                scope.spawn(move || {
                    let serial = serial(caller, tag);
                    let mut count = 0;
                    while begun.elapsed() < ROUND {
                        wait(spend(store, caller, serial.clone()));
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    f64::from(count) / begun.elapsed().as_secs_f64()
}

async fn by_tasks(store: &Arc<SqlStore>, callers: u64) -> f64 {
    let begun = Instant::now();
    let callers: Vec<_> = (0..callers)
        .map(|caller| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let serial = serial(caller, "");
                let mut count = 0_u32;
                while begun.elapsed() < ROUND {
                    spend(&store, caller, serial.clone()).await;
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut count = 0;
    for caller in callers {
        count += caller.await.unwrap();
    }
    f64::from(count) / begun.elapsed().as_secs_f64()
}

/// What a second-factor check writes.
async fn spend(store: &SqlStore, caller: u64, serial: SerialNumber) {
    let account = account(caller);
    let now = Timestamp::from_unix_seconds(1_700_000_000);
    let target = Some(serial.as_str().to_owned());
    let event = Event {
        action: Action::CheckMfa,
        outcome: Outcome::Success,
        actor: Actor::root(),
        target,
        detail: Some("MFAUsed=Yes".to_owned()),
        peer: Some("192.0.2.7".to_owned()),
        request: Request::default(),
    };
    let result: Result<bool, StorageError> = storage::write(store, account, move |tx| {
        let place = tx.append(account, now, &event)?;
        tx.spend_counter(account, &serial, place, None, now)
    })
    .await;
    assert!(result.unwrap());
}

fn fill(store: &SqlStore, tag: &str) {
    for number in 0..ACCOUNTS {
        let account = Account {
            id: account(number),
            name: AccountName::parse("Acme").unwrap(),
            email: EmailAddress::parse(&format!("root{number}{tag}@example.com")).unwrap(),
            alias: None,
            phone: None,
            created: Timestamp::from_unix_seconds(0),
        };
        let added: Result<(), StorageError> = wait(storage::write_anywhere(store, move |tx| {
            if tx.account(account.id)?.is_some() { Ok(()) } else { tx.add_account(&account) }
        }));
        added.unwrap();
    }
    for caller in 0..256 {
        let device = Device {
            account: account(caller),
            serial: serial(caller, tag),
            name: DeviceName::parse(&format!("device-{caller}{tag}")).unwrap(),
            kind: DeviceKind::AuthenticatorApp,
            state: DeviceState::Assigned {
                owner: Identity::Root,
                since: Timestamp::from_unix_seconds(0),
                suspended: None,
            },
            sealed_seed: vec![7; 100],
            clock: DeviceClock::default(),
            created: Timestamp::from_unix_seconds(0),
            last_used: None,
            maker: None,
            expires: None,
        };
        let added: Result<(), StorageError> =
            wait(storage::write(store, device.account, move |tx| tx.add_device(&device)));
        added.unwrap();
    }
}

fn account(caller: u64) -> AccountId {
    AccountId::from_number(100_000_000_000 + caller % ACCOUNTS).unwrap()
}

fn serial(caller: u64, tag: &str) -> SerialNumber {
    let name = DeviceName::parse(&format!("device-{caller}{tag}")).unwrap();
    SerialNumber::of_virtual_device(account(caller), &name)
}

/// Returns how much memory the process holds, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")).collect()
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
