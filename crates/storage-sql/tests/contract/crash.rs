//! A server that is killed in the middle of its writes.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use identity::Identity;
use identity::audit::Action;
use storage::AuditFilter;
use storage_sql::SqlStore;

use crate::support::*;

const VARIABLE: &str = "SECONDKEY_TEST_CRASH";

/// Writes for ever, in a process of its own, and tells each place only after it
/// was acknowledged.
#[test]
fn child_writes_until_it_is_killed() {
    let Ok(place) = std::env::var(VARIABLE) else { return };
    let store = if place.starts_with("postgres") {
        SqlStore::open_postgres(&place, &storage_sql::PostgresOptions::default()).unwrap()
    } else {
        open_file(Path::new(&place))
    };
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let place = write(&store, |tx| {
                        let place = tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
                        let spent =
                            tx.spend_counter(account_id(1), &serial("phone"), place, None, at(0))?;
                        assert!(spent);
                        Ok(place)
                    });
                    let line = format!("kept {}\n", place.unwrap());
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
}

fn random(below: u64) -> u64 {
    RandomState::new().build_hasher().finish() % below
}

fn killed_at_random_moments(place: &str, open: &dyn Fn() -> SqlStore) {
    let store = open();
    with_account(&store);
    write(&store, |tx| tx.add_device(&device("phone", &Identity::Root))).unwrap();
    drop(store);
    let mut kept = 0;
    for _ in 0..20 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child_writes_until_it_is_killed", "--nocapture"])
            .env(VARIABLE, place)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = lines.map_while(Result::ok).filter_map(|line| {
            line.strip_prefix("kept ").map(|place| place.parse::<u64>().unwrap())
        });
        let mut greatest = told.by_ref().take(1 + usize::try_from(random(40)).unwrap()).max();
        thread::sleep(Duration::from_micros(random(5000)));
        child.kill().unwrap();
        greatest = greatest.max(told.max());
        child.wait().unwrap();
        let store = open();
        let newest = read(&store, |tx| tx.records(account_id(1), &AuditFilter::default(), 1));
        let newest = newest.unwrap()[0].seq;
        let clock = read(&store, |tx| tx.device_clock(account_id(1), &serial("phone"))).unwrap();
        assert!(newest >= greatest.unwrap() && newest > kept, "{newest} {greatest:?} {kept}");
        assert_eq!(clock.unwrap().spent, Some(newest));
        assert_eq!(store.check().unwrap().audit_records, newest);
        kept = newest;
    }
}

#[test]
fn what_sqlite_acknowledged_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    killed_at_random_moments(path.to_str().unwrap(), &|| open_file(&path));
}

#[test]
fn what_postgresql_acknowledged_is_there_after_a_kill() {
    let schema = Schema::new();
    killed_at_random_moments(&schema.url(), &|| schema.open());
}
