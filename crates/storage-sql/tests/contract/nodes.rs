//! Several servers on one PostgreSQL store.

use std::thread;
use std::time::Duration;

use identity::Identity;
use identity::audit::Action;
use storage::{AuditFilter, StorageError};
use storage_sql::{BackupError, OpenError, PostgresOptions, SqlStore};

use crate::support::*;

#[test]
fn of_many_callers_on_two_nodes_one_spends_a_counter() {
    let schema = Schema::new();
    let nodes = [schema.open(), schema.open()];
    with_account(&nodes[0]);
    write(&nodes[0], |tx| tx.add_device(&device("phone", &Identity::Root))).unwrap();
    for counter in 100..110 {
        let winners: usize = thread::scope(|scope| {
            let callers: Vec<_> = (0..64)
                .map(|caller| {
                    let node = &nodes[caller % 2];
                    scope.spawn(move || {
                        let spent = write(node, move |tx| {
                            tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
                            tx.spend_counter(account_id(1), &serial("phone"), counter, None, at(0))
                        });
                        usize::from(spent.unwrap())
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).sum()
        });
        assert_eq!(winners, 1);
    }
    let records = read(&nodes[1], |tx| tx.records(account_id(1), &AuditFilter::default(), 10_000));
    let places: Vec<u64> = records.unwrap().iter().rev().map(|record| record.seq).collect();
    assert_eq!(places, (1..=640).collect::<Vec<u64>>());
}

#[test]
fn nodes_that_start_at_once_make_the_tables_once() {
    let schema = Schema::new();
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| schema.open().check().unwrap());
        }
    });
}

#[test]
fn one_address_claimed_on_two_nodes_goes_to_one_account() {
    let schema = Schema::new();
    let nodes = [schema.open(), schema.open()];
    for round in 0..10_u64 {
        let ends: Vec<Result<(), StorageError>> = thread::scope(|scope| {
            let callers: Vec<_> = (0..8_u64)
                .map(|caller| {
                    let node = &nodes[usize::try_from(caller % 2).unwrap()];
                    let mut claimed = account(round * 8 + caller);
                    claimed.email = email(&format!("shared{round}@example.com"));
                    scope.spawn(move || anywhere(node, move |tx| tx.add_account(&claimed)))
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1);
        for end in ends.into_iter().filter(Result::is_err) {
            assert_eq!(conflict(end), "email");
        }
    }
    assert_eq!(nodes[0].check().unwrap().accounts, 10);
}

#[test]
fn a_lost_connection_is_opened_again() {
    let schema = Schema::new();
    let store = schema.open();
    with_account(&store);
    for round in 1..=5 {
        let name = format!("lost-{}-{round}", std::process::id());
        let url = format!("{}&application_name={name}", schema.url());
        let store = SqlStore::open_postgres(&url, &PostgresOptions { connections: 1 }).unwrap();
        write(&store, |tx| tx.append(account_id(1), at(0), &event(Action::CheckMfa))).unwrap();
        schema.run(&format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
             WHERE application_name = '{name}'"
        ));
        write(&store, |tx| tx.append(account_id(1), at(0), &event(Action::CheckMfa))).unwrap();
    }
    assert_eq!(store.check().unwrap().audit_records, 10);
}

#[test]
fn a_connection_lost_in_the_middle_runs_the_job_again() {
    let schema = Schema::new();
    let name = format!("middle-{}", std::process::id());
    let url = format!("{}&application_name={name}", schema.url());
    let store = SqlStore::open_postgres(&url, &PostgresOptions { connections: 1 }).unwrap();
    with_account(&store);
    let (begun, has_begun) = std::sync::mpsc::channel();
    let mut runs = 0;
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            write(&store, move |tx| {
                let place = tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
                runs += 1;
                if runs == 1 {
                    begun.send(()).unwrap();
                    thread::sleep(Duration::from_millis(200));
                }
                tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
                Ok((place, runs))
            })
        });
        has_begun.recv().unwrap();
        schema.run(&format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
             WHERE application_name = '{name}'"
        ));
        assert_eq!(writer.join().unwrap().unwrap(), (1, 2));
    });
    assert_eq!(store.check().unwrap().audit_records, 2);
}

#[test]
fn a_connection_whose_plans_are_out_of_date_is_replaced() {
    let schema = Schema::new();
    let store =
        SqlStore::open_postgres(&schema.url(), &PostgresOptions { connections: 1 }).unwrap();
    with_account(&store);
    let name = || read(&store, |tx| tx.account(account_id(1))).unwrap().unwrap().name;
    let before = name();
    // As another server does that brings the tables up to date.
    schema.run("ALTER TABLE accounts ALTER COLUMN name TYPE VARCHAR(1000) COLLATE \"C\"");
    assert_eq!(name(), before);
}

#[test]
fn of_several_hosts_the_one_that_may_be_written_to_is_used() {
    let schema = Schema::new();
    // Nobody listens at the first one.
    let (scheme, rest) =
        schema.url().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let store = SqlStore::open_postgres(
        &format!("{scheme}@127.0.0.1:1,{rest}"),
        &PostgresOptions { connections: 2 },
    )
    .unwrap();
    with_account(&store);
    assert_eq!(store.check().unwrap().accounts, 1);
}

#[test]
fn a_newer_store_is_refused() {
    let schema = Schema::new();
    drop(schema.open());
    let open = || SqlStore::open_postgres(&schema.url(), &PostgresOptions::default()).map(drop);
    schema.run("INSERT INTO schema_changes VALUES (99, 'x')");
    assert!(matches!(open(), Err(OpenError::NewerVersion { found: 99, .. })));
    schema
        .run("DELETE FROM schema_changes WHERE version = 99; UPDATE schema_changes SET hash = 'x'");
    assert!(matches!(open(), Err(OpenError::ForeignVersion { version: 1 })));
}

#[test]
fn a_database_that_only_reads_is_refused() {
    let schema = Schema::new();
    drop(schema.open());
    let url =
        schema.url().replace("options=", "options=-c%20default_transaction_read_only%3Don%20");
    let refused = SqlStore::open_postgres(&url, &PostgresOptions::default()).map(drop);
    assert!(matches!(refused, Err(OpenError::NotWritable { .. })), "{refused:?}");
}

#[test]
fn an_absent_server_is_unavailable_and_its_password_is_not_told() {
    let url = "postgres://someone:hunter2@127.0.0.1:1/nothing";
    let refused = SqlStore::open_postgres(url, &PostgresOptions::default()).map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::Unavailable(_)));
    assert!(!format!("{refused} {refused:?}").contains("hunter2"));
}

#[test]
fn postgresql_is_backed_up_with_its_own_tools() {
    let schema = Schema::new();
    let refused = schema.open().backup(std::path::Path::new("never-written.db"));
    assert!(matches!(refused, Err(BackupError::UsePgDump)));
}
