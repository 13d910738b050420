//! What holds for every transaction, whatever it does.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};

use identity::Identity;
use identity::audit::Action;
use storage::{AuditFilter, Done, Job, Scope, StorageError, Store, Tx, Verdict};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    a_failing_job_is_undone_alone,
    a_panicking_job_is_undone_and_the_store_goes_on,
    what_was_undone_is_not_run_again,
    a_refused_transaction_leaves_nothing,
    a_reader_cannot_write,
    a_reader_sees_one_state,
    a_glance_sees_what_was_committed_and_nothing_else,
    transactions_of_one_account_follow_one_another,
    what_was_submitted_is_done_though_nobody_waits,
);

fn append(tx: &mut dyn Tx) -> Result<u64, StorageError> {
    tx.append(account_id(1), at(0), &event(Action::CheckMfa))
}

fn submit(store: &SqlStore, job: impl FnMut(&mut dyn Tx) -> Verdict + Send + 'static) -> Done {
    let job: Job = Box::new(job);
    store.submit(Scope::Account(account_id(1)), job)
}

fn count(store: &SqlStore) -> usize {
    read(store, |tx| tx.records(account_id(1), &AuditFilter::default(), 10_000)).unwrap().len()
}

fn a_failing_job_is_undone_alone(store: &SqlStore) {
    with_account(store);
    // The first job holds the writer until all others wait; run again, it does not.
    let (go, gate) = mpsc::channel::<()>();
    let first = submit(store, move |tx| {
        let _ = gate.recv();
        append(tx).unwrap();
        Verdict::Commit
    });
    let others: Vec<Done> = (0..300)
        .map(|number| {
            submit(store, move |tx| {
                append(tx).unwrap();
                let device = device(&format!("device-{number}"), &Identity::Root);
                tx.add_device(&device).unwrap();
                match number % 3 {
                    0 => Verdict::RollBack,
                    1 if number == 151 => panic!("on purpose"),
                    _ => Verdict::Commit,
                }
            })
        })
        .collect();
    drop(go);
    wait(first).unwrap();
    let ends: Vec<bool> = others.into_iter().map(|done| wait(done).is_ok()).collect();
    assert_eq!(ends.iter().filter(|ended| !**ended).count(), 1);
    assert!(!ends[151]);
    assert_eq!(count(store), 200);
    let records = read(store, |tx| tx.records(account_id(1), &AuditFilter::default(), 1000));
    assert_eq!(records.unwrap()[0].seq, 200);
    let devices = read(store, |tx| tx.devices_of(account_id(1), &Identity::Root)).unwrap();
    assert_eq!(devices.len(), 199);
}

fn a_panicking_job_is_undone_and_the_store_goes_on(store: &SqlStore) {
    for _ in 0..20 {
        let ended = write(store, |tx| -> Result<(), StorageError> {
            append(tx)?;
            panic!("on purpose")
        });
        assert!(matches!(ended, Err(StorageError::Unavailable(_))));
        let ended = read(store, |_| -> Result<(), StorageError> { panic!("on purpose") });
        assert!(matches!(ended, Err(StorageError::Unavailable(_))));
    }
    assert_eq!(write(store, append).unwrap(), 1);
    assert_eq!(count(store), 1);
}

fn what_was_undone_is_not_run_again(store: &SqlStore) {
    with_account(store);
    for undone in [0, 2, 4] {
        let before = count(store);
        let runs = Arc::new(AtomicU32::new(0));
        let (go, gate) = mpsc::channel::<()>();
        let first = submit(store, move |_| {
            let _ = gate.recv();
            Verdict::Commit
        });
        let others: Vec<Done> = (0..5)
            .map(|number| {
                let runs = Arc::clone(&runs);
                submit(store, move |tx| {
                    append(tx).unwrap();
                    if number == undone {
                        runs.fetch_add(1, Ordering::Relaxed);
                        panic!("on purpose");
                    }
                    Verdict::Commit
                })
            })
            .collect();
        drop(go);
        wait(first).unwrap();
        let ends: Vec<bool> = others.into_iter().map(|done| wait(done).is_ok()).collect();
        assert_eq!(ends, [0, 1, 2, 3, 4].map(|number| number != undone));
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        assert_eq!(count(store), before + 4, "each of the others is there once");
    }
}

fn a_refused_transaction_leaves_nothing(store: &SqlStore) {
    let refused = write(store, |tx| -> Result<(), StorageError> {
        append(tx)?;
        tx.add_user(&user(1, "alice"))?;
        Err(StorageError::Conflict { what: "test" })
    });
    assert_eq!(conflict(refused), "test");
    assert_eq!(count(store), 0);
    assert_eq!(read(store, |tx| tx.count_users(account_id(1))).unwrap(), 0);
}

fn a_reader_cannot_write(store: &SqlStore) {
    assert!(matches!(read(store, append), Err(StorageError::Unavailable(_))));
    // Nor by claiming that all is well.
    let claimed = read(store, |tx| {
        let _ = append(tx);
        Ok(())
    });
    assert!(matches!(claimed, Err(StorageError::Unavailable(_))), "{claimed:?}");
    assert_eq!(count(store), 0);
}

fn a_reader_sees_one_state(store: &SqlStore) {
    write(store, append).unwrap();
    let (go, gate) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel::<()>();
    let counts = |tx: &mut dyn Tx| tx.records(account_id(1), &AuditFilter::default(), 100);
    let seen = Arc::new(AtomicU32::new(0));
    let kept = Arc::clone(&seen);
    let job: Job = Box::new(move |tx| {
        let before = counts(tx).unwrap();
        tell.send(()).unwrap();
        // A store in memory has one connection and cannot write meanwhile.
        let _ = gate.recv();
        assert_eq!(counts(tx).unwrap(), before);
        kept.store(u32::try_from(before.len()).unwrap(), Ordering::Relaxed);
        Verdict::Commit
    });
    let reading = store.submit(Scope::Read, job);
    told.recv().unwrap();
    let writing = submit(store, |tx| {
        append(tx).unwrap();
        Verdict::Commit
    });
    go.send(()).unwrap();
    wait(writing).unwrap();
    wait(reading).unwrap();
    assert_eq!((seen.load(Ordering::Relaxed), count(store)), (1, 2));
}

fn a_glance_sees_what_was_committed_and_nothing_else(store: &SqlStore) {
    for number in 0..40 {
        let users = |tx: &mut dyn Tx| tx.count_users(account_id(1));
        assert_eq!(glance(store, users).unwrap(), u64::from(number));
        write(store, move |tx| tx.add_user(&user(number, &format!("user-{number}")))).unwrap();
    }
    assert!(matches!(glance(store, append), Err(StorageError::Unavailable(_))));
    let claimed = glance(store, |tx| {
        let _ = append(tx);
        Ok(())
    });
    assert!(matches!(claimed, Err(StorageError::Unavailable(_))), "{claimed:?}");
    for _ in 0..20 {
        let ended = glance(store, |_| -> Result<(), StorageError> { panic!("on purpose") });
        assert!(matches!(ended, Err(StorageError::Unavailable(_))));
    }
    assert_eq!(glance(store, |tx| tx.count_users(account_id(1))).unwrap(), 40);
    assert_eq!(count(store), 0);
}

fn transactions_of_one_account_follow_one_another(store: &SqlStore) {
    with_account(store);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..10 {
                    // Read, decide, write: lost updates would show.
                    write(store, |tx| {
                        let mut changed = tx.account(account_id(1))?.unwrap();
                        let before: u32 = changed.name.as_str()[8..].parse().unwrap();
                        let name = format!("Account {}", before + 1);
                        changed.name = identity::names::AccountName::parse(&name).unwrap();
                        tx.update_account(&changed)
                    })
                    .unwrap();
                }
            });
        }
    });
    let found = read(store, |tx| tx.account(account_id(1))).unwrap().unwrap();
    assert_eq!(found.name.as_str(), "Account 161");
}

fn what_was_submitted_is_done_though_nobody_waits(store: &SqlStore) {
    with_account(store);
    let keep = |tx: &mut dyn Tx| match append(tx) {
        Ok(_) => Verdict::Commit,
        Err(_) => Verdict::RollBack,
    };
    for _ in 0..50 {
        drop(submit(store, keep));
    }
    wait(submit(store, keep)).unwrap();
    // On PostgreSQL others may still be running; all are done in the end.
    while count(store) < 51 {
        std::thread::yield_now();
    }
}
