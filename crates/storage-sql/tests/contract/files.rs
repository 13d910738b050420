//! What holds for a store in a file.

use std::fs::{self, Permissions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use identity::Identity;
use identity::audit::Action;
use rusqlite::Connection;
use storage::{AuditFilter, StorageError, Tx};
use storage_sql::{BackupError, Exclusive, OpenError, SqlStore, SqliteOptions, restore};
use tempfile::TempDir;

use crate::support::*;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    (folder, path)
}

fn open(path: &Path) -> Result<(), OpenError> {
    SqlStore::open_sqlite(path, &SqliteOptions::default()).map(drop)
}

/// Fills a store with accounts and long audit trails.
fn fill(store: &SqlStore) {
    with_account(store);
    write(store, |tx| {
        tx.add_device(&device("phone", &Identity::Root))?;
        for _ in 0..2000 {
            tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
        }
        Ok(())
    })
    .unwrap();
}

/// Takes a glance within a glance, so many deep, and returns what the innermost saw.
fn glance_within(store: &Arc<SqlStore>, depth: u32) -> Result<u64, StorageError> {
    let inner = Arc::clone(store);
    glance(store, move |tx| match depth {
        0 => tx.count_users(account_id(1)),
        _ => glance_within(&inner, depth - 1),
    })
}

/// Two stores on one file, as of two processes: what one has seen many times is over as
/// soon as it commits itself, and half a millisecond after the other one has.
#[test]
fn a_glance_remembers_nothing_that_somebody_changed() {
    let (_folder, path) = folder();
    let stores = [open_file(&path), open_file(&path)];
    for round in 1..=40 {
        let more = |tx: &mut dyn Tx| tx.append(account_id(1), at(0), &event(Action::CheckMfa));
        let writer = usize::from(round % 3 == 0);
        write_in(&stores[writer], account_id(1), more).unwrap();
        let look = |number: usize| {
            let seen = glance(&stores[number], |tx| {
                let links = tx.audit_links(account_id(1), 0, 100)?.len();
                Ok((tx.audit_extent(account_id(1))?.greatest, links))
            });
            assert_eq!(seen.unwrap(), (round, usize::try_from(round).unwrap()));
        };
        look(writer);
        look(writer);
        thread::sleep(Duration::from_micros(500));
        for number in [0, 1, 1, 0, 0, 1] {
            look(number);
        }
    }
}

/// What is remembered is of one state. Where somebody commits in the midst of a glance
/// that then asks for more, all of it is asked anew.
#[test]
fn a_glance_sees_one_state_whoever_commits_in_its_midst() {
    let (_folder, path) = folder();
    let (store, other) = (open_file(&path), open_file(&path));
    write(&store, |tx| tx.add_user(&user(1, "alice"))).unwrap();
    let users = |tx: &mut dyn Tx| tx.count_users(account_id(1));
    for _ in 0..3 {
        assert_eq!(glance(&store, users).unwrap(), 1);
    }
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let seen = glance(&store, move |tx| {
        let count = users(tx)?;
        if counted.fetch_add(1, Ordering::Relaxed) == 0 {
            write(&other, |tx| tx.add_user(&user(2, "bob")))?;
        }
        Ok((count, tx.user(account_id(1), &user(2, "bob").id)?.is_some()))
    });
    assert_eq!(seen.unwrap(), (2, true));
    assert_eq!(runs.load(Ordering::Relaxed), 2, "the first run saw what was remembered");
}

/// The users of a list are shared while nothing changes, and read anew as soon as
/// something has, here or by another process.
#[test]
fn a_list_is_shared_until_somebody_changes_it() {
    let (_folder, path) = folder();
    let stores = [open_file(&path), open_file(&path)];
    let list = || glance(&stores[0], |tx| tx.listed_users(account_id(1), None, 100)).unwrap();
    for number in 1..=6 {
        let user = user(number, &format!("user-{number}"));
        let added = user.clone();
        write(&stores[usize::from(number % 2)], move |tx| tx.add_user(&added)).unwrap();
        thread::sleep(Duration::from_micros(500));
        let lists = [(); 8].map(|()| list());
        for found in &lists {
            assert_eq!(found.len(), usize::from(number));
            assert_eq!(found.last().unwrap().user, user);
        }
        let [.., before, last] = &lists;
        // Several connections take glances, of which the first that is free is used.
        assert!(Arc::ptr_eq(&before[0], &last[0]), "it is read from the file each time");
    }
}

#[test]
fn a_glance_waits_for_no_other_and_none_is_taken_after_the_end() {
    let (_folder, path) = folder();
    let store = Arc::new(open_file(&path));
    write(&store, |tx| tx.add_user(&user(1, "alice"))).unwrap();
    // Two are on this thread, two on those of readers.
    assert_eq!(glance_within(&store, 3).unwrap(), 1);
    let (others, ends) = (Arc::clone(&store), Arc::new(AtomicBool::new(false)));
    let ended = Arc::clone(&ends);
    let glancing = thread::spawn(move || {
        while !ended.load(Ordering::Relaxed) {
            assert_eq!(glance_within(&others, 1).unwrap(), 1);
        }
    });
    for number in 0..100 {
        write(&store, move |tx| {
            tx.add_device(&device(&format!("device-{number}"), &Identity::Root))
        })
        .unwrap();
    }
    ends.store(true, Ordering::Relaxed);
    glancing.join().unwrap();
    store.close();
    // The log is folded in: no connection is left open.
    assert!(!path.with_extension("db-wal").exists());
    assert!(matches!(glance_within(&store, 0), Err(StorageError::Unavailable(_))));
}

#[test]
fn only_the_owner_can_read_the_files() {
    let (folder, path) = folder();
    let store = open_file(&path);
    fill(&store);
    let _server = Exclusive::acquire(&path).unwrap();
    let mut names = Vec::new();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600, "{:?}", file.file_name());
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["store.db", "store.db-shm", "store.db-wal", "store.db.lock"]);
    drop(store);
    assert!(!folder.path().join("store.db-wal").exists());
}

#[test]
fn a_newer_or_foreign_store_is_refused() {
    let (_folder, path) = folder();
    open(&path).unwrap();
    let change = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    change("INSERT INTO schema_changes VALUES (99, 'x')");
    let refused = open(&path).unwrap_err();
    assert!(matches!(refused, OpenError::NewerVersion { found: 99, .. }), "{refused:?}");
    change("DELETE FROM schema_changes WHERE version = 99; UPDATE schema_changes SET hash = 'x'");
    assert!(matches!(open(&path), Err(OpenError::ForeignVersion { version: 1 })));

    let other = path.with_file_name("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    assert!(matches!(open(&other), Err(OpenError::Damaged(_))));
}

#[test]
fn a_closed_store_is_one_file_whoever_holds_it() {
    let (folder, path) = folder();
    for _ in 0..50 {
        let store = open_file(&path);
        read(&store, |tx| tx.accounts(None, 1)).unwrap();
        store.close();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let refused = read(&store, |tx| tx.accounts(None, 1));
        assert!(matches!(refused, Err(StorageError::Unavailable(_))), "{refused:?}");
    }
}

#[test]
fn a_damaged_header_is_found_when_opening() {
    let (_folder, path) = folder();
    fs::write(&path, b"This is not a database, whatever its name says.".repeat(200)).unwrap();
    assert!(matches!(open(&path), Err(OpenError::Damaged(_))));
    fs::remove_file(&path).unwrap();
    fill(&open_file(&path));
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    file.write_all(&[0x55; 100]).unwrap();
    drop(file);
    assert!(matches!(open(&path), Err(OpenError::Damaged(_))));
}

#[test]
fn flipped_pages_are_found_by_a_check_and_never_taken_for_data() {
    let (_folder, path) = folder();
    fill(&open_file(&path));
    let sound = fs::read(&path).unwrap();
    let pages = u64::try_from(sound.len() / 4096).unwrap();
    assert!(pages > 20);
    for page in 1..pages {
        fs::write(&path, &sound).unwrap();
        let mut file = fs::File::options().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xaa; 4096]).unwrap();
        drop(file);
        match SqlStore::open_sqlite(&path, &SqliteOptions::default()) {
            Err(error) => assert!(matches!(error, OpenError::Damaged(_)), "{page}: {error}"),
            Ok(store) => {
                assert!(matches!(store.check(), Err(OpenError::Damaged(_))), "{page}");
                let found = read(&store, |tx| {
                    tx.accounts(None, 10)?;
                    tx.devices_of(account_id(1), &Identity::Root)?;
                    tx.records(account_id(1), &AuditFilter::default(), 3000)
                });
                if let Err(error) = found {
                    assert!(matches!(error, StorageError::Corrupt(_)), "{page}: {error}");
                }
                let copy = path.with_file_name("copy.db");
                assert!(store.backup(&copy).is_err());
                assert!(!copy.exists());
            }
        }
    }
}

/// Opens the store of another user's read-only folder, in a process of its own.
#[test]
fn child_opens_a_read_only_folder() {
    let Ok(path) = std::env::var("SECONDKEY_TEST_READ_ONLY") else { return };
    let refused = open(Path::new(&path));
    assert!(matches!(refused, Err(OpenError::NotWritable { .. })), "{refused:?}");
}

#[test]
fn a_read_only_folder_is_told_as_such() {
    let (folder, path) = folder();
    fill(&open_file(&path));
    let program = folder.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o555)).unwrap();
    for place in [path.clone(), path.with_file_name("new.db")] {
        let mut child = Command::new(&program);
        child
            .args(["--exact", "files::child_opens_a_read_only_folder", "--nocapture"])
            .env("SECONDKEY_TEST_READ_ONLY", &place)
            .current_dir("/");
        if is_root {
            // Permissions do not hold root back.
            child.uid(65534).gid(65534);
        }
        let end = child.output().unwrap();
        assert!(end.status.success(), "{}", String::from_utf8_lossy(&end.stderr));
        assert!(String::from_utf8_lossy(&end.stdout).contains("1 passed"));
    }
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn an_absent_folder_is_told_as_such() {
    let refused = open(Path::new("/nonexistent/store.db"));
    assert!(matches!(refused, Err(OpenError::NotWritable { .. })), "{refused:?}");
}

#[test]
fn a_second_server_is_refused_and_an_operator_is_not() {
    let (_folder, path) = folder();
    let server = Exclusive::acquire(&path).unwrap();
    let store = open_file(&path);
    let refused = Exclusive::acquire(&path).unwrap_err();
    assert!(matches!(&refused, OpenError::Locked { place } if *place == path));
    let operator = open_file(&path);
    thread::scope(|scope| {
        for (writer, tag) in [(&store, 'a'), (&operator, 'b')] {
            scope.spawn(move || {
                for number in 0..50 {
                    let device = device(&format!("{tag}{number}"), &Identity::Root);
                    write(writer, move |tx| tx.add_device(&device)).unwrap();
                }
            });
        }
    });
    assert_eq!(operator.check().unwrap().devices, 100);
    drop(server);
    Exclusive::acquire(&path).unwrap();
}

#[test]
fn a_backup_under_load_is_consistent_and_opens() {
    let (folder, path) = folder();
    let store = open_file(&path);
    fill(&store);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    // A record and a device always come together.
                    write(&store, |tx| {
                        let place = tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
                        tx.add_device(&device(&format!("device-{place}"), &Identity::Root))
                    })
                    .unwrap();
                }
            });
        }
        for number in 0..5 {
            let copy = folder.path().join(format!("copy-{number}.db"));
            store.backup(&copy).unwrap();
            assert_eq!(fs::metadata(&copy).unwrap().mode() & 0o777, 0o600);
            let again = store.backup(&copy);
            assert!(matches!(again, Err(BackupError::Exists { .. })), "{again:?}");
            let report = open_file(&copy).check().unwrap();
            assert_eq!(report.devices - 1, report.audit_records - 2000);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let left = fs::read_dir(folder.path()).unwrap();
    let names = left.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(!names.into_iter().any(|name| name.contains("part")));
}

#[test]
fn a_backup_is_restored_into_an_empty_store_only() {
    let (folder, path) = folder();
    let store = open_file(&path);
    fill(&store);
    let copy = folder.path().join("copy.db");
    store.backup(&copy).unwrap();
    let report = store.check().unwrap();
    drop(store);
    assert!(matches!(restore(&copy, &path), Err(BackupError::NotEmpty { .. })));

    let fresh = folder.path().join("fresh.db");
    let server = Exclusive::acquire(&fresh).unwrap();
    let refused = restore(&copy, &fresh);
    assert!(matches!(refused, Err(BackupError::Store(OpenError::Locked { .. }))));
    drop(server);
    restore(&copy, &fresh).unwrap();
    assert_eq!(fs::metadata(&fresh).unwrap().mode() & 0o777, 0o600);
    assert_eq!(open_file(&fresh).check().unwrap(), report);

    let empty = folder.path().join("empty.db");
    open(&empty).unwrap();
    restore(&copy, &empty).unwrap();
    assert_eq!(open_file(&empty).check().unwrap(), report);
    assert!(matches!(restore(&copy, &empty), Err(BackupError::NotEmpty { .. })));

    let mut broken = fs::read(&copy).unwrap();
    broken[5 * 4096..6 * 4096].fill(0xaa);
    fs::write(&copy, broken).unwrap();
    let target = folder.path().join("target.db");
    assert!(matches!(restore(&copy, &target), Err(BackupError::Store(OpenError::Damaged(_)))));
    assert!(!target.exists());
    fs::write(&copy, "no database").unwrap();
    assert!(matches!(restore(&copy, &target), Err(BackupError::Store(OpenError::Damaged(_)))));
    let missing = restore(&folder.path().join("missing"), &target);
    assert!(matches!(missing, Err(BackupError::Store(_))), "{missing:?}");
    assert!(!target.exists());
}

#[test]
fn a_restored_store_is_marked_until_it_is_settled() {
    let (folder, path) = folder();
    let store = open_file(&path);
    fill(&store);
    let is_marked = |store: &SqlStore| read(store, |tx| tx.is_restored()).unwrap();
    assert!(!is_marked(&store));
    let copy = folder.path().join("copy.db");
    store.backup(&copy).unwrap();
    let fresh = folder.path().join("fresh.db");
    restore(&copy, &fresh).unwrap();
    let restored = open_file(&fresh);
    assert!(is_marked(&restored), "whoever opens it knows");
    drop(restored);
    let restored = open_file(&fresh);
    assert!(is_marked(&restored), "until it is settled");
    write(&restored, |tx| {
        let phone = device("phone", &Identity::Root).serial;
        tx.void_counters(account_id(1), &phone, 50)?;
        tx.void_counters(account_id(1), &phone, 40)?;
        assert_eq!(tx.device_clock(account_id(1), &phone)?.unwrap().spent, Some(50));
        tx.forget_what_waits(account_id(1))?;
        tx.mark_restored(false)
    })
    .unwrap();
    assert!(!is_marked(&restored));
}

#[test]
fn a_broken_rule_is_found_by_a_check() {
    let (_folder, path) = folder();
    let store = open_file(&path);
    fill(&store);
    store.check().unwrap();
    let change = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    change("DELETE FROM audit WHERE seq = 77");
    assert!(matches!(store.check(), Err(OpenError::Damaged(what)) if what.contains("gaps")));
}
