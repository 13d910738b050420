//! The chain of the audit trail, its checkpoints, and how a trail from before
//! the chain is taken over.

use std::thread;

use identity::audit::{
    Action, Actor, AuditKey, Broken, ChainHash, Checkpoint, CheckpointSigner, Event, Fault,
    Refusal, Request, SessionFacts, Signed, Walk,
};
use identity::names::AccountId;
use rusqlite::Connection;
use storage::{AuditFilter, AuditHead, StorageError, Tx};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    the_request_behind_a_record_is_kept,
    the_trail_of_each_account_is_a_chain_of_its_own,
    the_chain_holds_whatever_is_appended_at_once,
    what_is_undone_leaves_no_trace_in_the_chain,
    records_are_proved_from_the_first_or_from_where_the_trail_says_so,
    the_path_of_an_actor_is_kept_and_proved,
    checkpoints_cover_what_is_there_and_fall_due_by_number_and_by_time,
    records_are_found_by_target_and_by_access_key,
    the_order_is_that_of_time,
);

fn key() -> AuditKey {
    AuditKey::new([9; 32])
}

fn append(store: &SqlStore, account: u64, seconds: i64, event: Event) -> u64 {
    write_in(store, account_id(account), move |tx| {
        tx.prove_with(&key());
        tx.append(account_id(account), at(seconds), &event)
    })
    .unwrap()
}

/// Goes along a trail as the store has it, in pages of three.
fn walk(tx: &mut dyn Tx, account: AccountId) -> Result<Result<Walk, Broken>, StorageError> {
    let mut walk = Walk::begin(account, Some(key()));
    loop {
        let page = tx.audit_links(account, walk.place(), 3)?;
        if page.is_empty() {
            return Ok(Ok(walk));
        }
        if let Err(broken) = page.iter().try_for_each(|link| walk.step(link)) {
            return Ok(Err(broken));
        }
    }
}

fn walked(store: &SqlStore, account: u64) -> Result<Walk, Broken> {
    read(store, move |tx| walk(tx, account_id(account))).unwrap()
}

fn head(store: &SqlStore, account: u64) -> AuditHead {
    let extent = read(store, move |tx| tx.audit_extent(account_id(account))).unwrap();
    let head = extent.head.unwrap();
    assert_eq!((extent.greatest, extent.misplaced), (head.records, 0));
    head
}

fn the_request_behind_a_record_is_kept(store: &SqlStore) {
    let request = Request {
        id: Some("5f0c".to_owned()),
        agent: Some("aws-cli/1.46".to_owned()),
        access_key: Some("AKIAEXAMPLE".to_owned()),
        session: Some(SessionFacts { began: at(-60), mfa: true, federated: false }),
        parameters: Some("{\"userName\":\"ü\"}".to_owned()),
        response: Some("{}".to_owned()),
        refusal: Some(Refusal { code: "AccessDenied".to_owned(), message: "no".to_owned() }),
    };
    let without_factor = Request {
        session: Some(SessionFacts { began: at(-60), mfa: false, federated: true }),
        ..Request::default()
    };
    for request in [request, without_factor] {
        let event = Event { request, ..event(Action::CreateUser) };
        append(store, 1, 0, event.clone());
        let found = read(store, |tx| tx.records(account_id(1), &AuditFilter::default(), 1));
        assert_eq!(found.unwrap()[0].event, event);
    }
    assert_eq!(walked(store, 1).unwrap().place(), 2);
}

fn the_path_of_an_actor_is_kept_and_proved(store: &SqlStore) {
    let name = "ann".to_owned();
    for path in ["/", "/sea/", "/a/b/"] {
        let (identity, name) = (user(1, "ann").identity(), name.clone());
        let actor = Actor::Identity { identity, name, path: path.to_owned() };
        let event = Event { actor, ..event(Action::CreateUser) };
        append(store, 1, 0, event.clone());
        let found = read(store, |tx| tx.records(account_id(1), &AuditFilter::default(), 1));
        assert_eq!(found.unwrap()[0].event, event);
    }
    assert_eq!(walked(store, 1).unwrap().place(), 3);
}

fn the_trail_of_each_account_is_a_chain_of_its_own(store: &SqlStore) {
    for round in 0..7 {
        append(store, 1, round, event(Action::CheckMfa));
        append(store, 2, round, event(Action::CheckMfa));
    }
    for account in [1, 2] {
        let walk = walked(store, account).unwrap();
        let head = head(store, account);
        assert_eq!((walk.place(), walk.hash(), walk.is_proved()), (7, head.hash, true));
    }
    assert_ne!(head(store, 1).hash, head(store, 2).hash);
    let all = read(store, |tx| tx.audited_accounts(None, 9)).unwrap();
    assert_eq!(all, [account_id(1), account_id(2)]);
    let rest = read(store, |tx| tx.audited_accounts(Some(account_id(1)), 9)).unwrap();
    assert_eq!(rest, [account_id(2)]);
}

fn the_chain_holds_whatever_is_appended_at_once(store: &SqlStore) {
    // Without a row of the account's own to wait for: the head alone must do.
    thread::scope(|scope| {
        for caller in 0..16 {
            scope.spawn(move || {
                for round in 0..10 {
                    let several = move |tx: &mut dyn Tx| {
                        tx.prove_with(&key());
                        for _ in 0..=(caller % 3) {
                            tx.append(account_id(1), at(round), &event(Action::CheckMfa))?;
                        }
                        Ok(())
                    };
                    if caller % 2 == 0 {
                        write(store, several).unwrap();
                    } else {
                        anywhere(store, several).unwrap();
                    }
                }
            });
        }
    });
    let walk = walked(store, 1).unwrap();
    assert_eq!((walk.place(), walk.hash()), (310, head(store, 1).hash));
}

fn what_is_undone_leaves_no_trace_in_the_chain(store: &SqlStore) {
    append(store, 1, 0, event(Action::CheckMfa));
    let before = head(store, 1);
    let undone = write(store, |tx| -> Result<(), StorageError> {
        tx.append(account_id(1), at(0), &event(Action::CheckMfa))?;
        Err(StorageError::Conflict { what: "test" })
    });
    assert_eq!(conflict(undone), "test");
    assert_eq!(head(store, 1), before);
    append(store, 1, 0, event(Action::CheckMfa));
    assert_eq!(walked(store, 1).unwrap().place(), 2);
}

fn records_are_proved_from_the_first_or_from_where_the_trail_says_so(store: &SqlStore) {
    for _ in 0..2 {
        write(store, |tx| tx.append(account_id(1), at(0), &event(Action::CheckMfa))).unwrap();
    }
    append(store, 2, 0, event(Action::CheckMfa));
    // Not by just any record: what was not proved would seem to be.
    append(store, 1, 0, event(Action::CheckMfa));
    assert!(!walked(store, 1).unwrap().is_proved());
    assert_eq!(read(store, |tx| tx.unproved_accounts(9)).unwrap(), [account_id(1)]);
    append(store, 1, 0, event(Action::StartLogging));
    append(store, 1, 0, event(Action::CheckMfa));
    assert!(walked(store, 1).unwrap().is_proved());
    assert_eq!(read(store, |tx| tx.unproved_accounts(9)).unwrap(), []);
    // A writer without the key is noticed.
    write(store, |tx| tx.append(account_id(1), at(0), &event(Action::CheckMfa))).unwrap();
    assert_eq!(walked(store, 1).unwrap_err(), Broken { seq: 6, fault: Fault::Forged });
}

fn checkpoint(store: &SqlStore, account: u64) -> Signed {
    let AuditHead { records, hash, .. } = head(store, account);
    let account = account_id(account);
    CheckpointSigner::new(&[1; 32]).sign(Checkpoint { account, records, hash, at: at(99) })
}

fn checkpoints_cover_what_is_there_and_fall_due_by_number_and_by_time(store: &SqlStore) {
    let due =
        |before, records| read(store, move |tx| tx.accounts_due(at(before), records, 9)).unwrap();
    let add = |signed: Signed| write(store, move |tx| tx.add_checkpoint(&signed)).unwrap();
    assert_eq!(read(store, |tx| tx.last_checkpoint(account_id(1))).unwrap(), None);
    for seconds in [10, 20, 30] {
        append(store, 1, seconds, event(Action::CheckMfa));
    }
    append(store, 2, 40, event(Action::CheckMfa));
    assert_eq!(due(10, 4), []);
    assert_eq!(due(11, 4), [account_id(1)]);
    assert_eq!(due(0, 3), [account_id(1)]);
    assert_eq!(due(41, 4), [account_id(1), account_id(2)]);

    let first = checkpoint(store, 1);
    append(store, 1, 50, event(Action::CheckMfa));
    append(store, 1, 55, event(Action::CheckMfa));
    assert!(add(first), "of a trail that has gone on");
    assert_eq!(head(store, 1).confirmed, 3);
    assert_eq!(due(50, 3), [account_id(2)], "two records wait, since 50");
    assert_eq!(due(51, 3), [account_id(2), account_id(1)]);
    assert_eq!(due(0, 2), [account_id(1)]);
    let second = checkpoint(store, 1);
    let mut forged = second;
    forged.checkpoint.hash = ChainHash::START;
    assert!(!add(forged));
    append(store, 1, 56, event(Action::CheckMfa));
    assert!(!add(forged), "nor when the trail has gone on");
    let mut ahead = second;
    ahead.checkpoint.records = 7;
    assert!(!add(ahead), "there is no such record");
    let second = checkpoint(store, 1);
    assert!(add(second));
    assert!(!add(second), "once");
    assert!(!add(first), "an older one");
    assert_eq!(head(store, 1).confirmed, 6);
    assert_eq!(due(99, 1), [account_id(2)]);
    append(store, 1, 60, event(Action::CheckMfa));
    assert_eq!(due(60, 9), [account_id(2)]);
    assert_eq!(due(61, 9), [account_id(2), account_id(1)]);
    let third = checkpoint(store, 1);
    assert!(add(third));
    let all = read(store, |tx| tx.checkpoints(account_id(1), 0, 9)).unwrap();
    let kept: Vec<_> = all.iter().map(|kept| (kept.records, kept.signed)).collect();
    assert_eq!(kept, [(3, Some(first)), (6, Some(second)), (7, Some(third))]);
    let last = read(store, |tx| tx.last_checkpoint(account_id(1))).unwrap();
    assert_eq!(last.unwrap().signed, Some(third));
    let rest = read(store, |tx| tx.checkpoints(account_id(1), 6, 9)).unwrap();
    assert_eq!(rest.len(), 1);
}

fn records_are_found_by_target_and_by_access_key(store: &SqlStore) {
    let on = |target: &str, access_key: Option<&str>| Event {
        target: Some(target.to_owned()),
        request: Request { access_key: access_key.map(str::to_owned), ..Request::default() },
        ..event(Action::CreateUser)
    };
    append(store, 1, 1, on("alice", None));
    append(store, 1, 2, on("bob", Some("AKIA1")));
    append(store, 1, 3, on("alice", Some("AKIA1")));
    append(store, 1, 4, on("alice", Some("AKIA2")));
    let find = |target: Option<&str>, access_key: Option<&str>, success| {
        let (target, access_key) = (target.map(str::to_owned), access_key.map(str::to_owned));
        let filter = AuditFilter { target, access_key, success, ..AuditFilter::default() };
        let found = read(store, move |tx| tx.records(account_id(1), &filter, 9)).unwrap();
        found.iter().map(|record| record.seq).collect::<Vec<u64>>()
    };
    assert_eq!(find(Some("alice"), None, None), [4, 3, 1]);
    assert_eq!(find(None, Some("AKIA1"), None), [3, 2]);
    assert_eq!(find(Some("alice"), Some("AKIA1"), Some(true)), [3]);
    assert_eq!(find(Some("alice"), None, Some(false)), [0; 0]);
    assert_eq!(find(Some("a\0"), None, None), [0; 0]);
}

fn the_order_is_that_of_time(store: &SqlStore) {
    // A clock that was set back, and two records of one moment.
    for seconds in [10, 40, 20, 20, 30] {
        append(store, 1, seconds, event(Action::CheckMfa));
    }
    let page = |before, limit| {
        let filter = AuditFilter { before, ..AuditFilter::default() };
        let found = read(store, move |tx| tx.records(account_id(1), &filter, limit)).unwrap();
        found.iter().map(|record| record.seq).collect::<Vec<u64>>()
    };
    assert_eq!(page(None, 9), [2, 5, 4, 3, 1]);
    assert_eq!(page(None, 3), [2, 5, 4]);
    assert_eq!(page(Some(4), 3), [3, 1]);
}

/// The tables as they were before the chain, with records of two accounts.
const OLD: &str = "
    DROP TABLE audit; DROP TABLE audit_heads; DROP TABLE audit_checkpoints;
    DROP TABLE passkeys; DROP TABLE passkey_ids; DROP TABLE challenges;
    CREATE TABLE audit (
        account_id INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
        action TEXT NOT NULL, reason TEXT, actor TEXT NOT NULL, actor_name TEXT, target TEXT,
        detail TEXT, peer TEXT, PRIMARY KEY (account_id, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX audit_by_actor ON audit (account_id, actor, seq);
    INSERT INTO audit VALUES
        (100000000001, 1, 1, 'CreateAccount', NULL, 'operator', NULL, 'Acme', NULL, NULL),
        (100000000001, 2, 2, 'ConsoleLogin', 'wrong code', 'root', 'root', NULL, NULL, '::1'),
        (100000000002, 1, 3, 'ConsoleLogin', 'no such user', 'stranger', NULL, NULL, NULL, '::1');
    DROP TABLE recovery_codes; DROP TABLE enrolments_due; DROP TABLE reset_rules;
    DROP TABLE reset_requests; ALTER TABLE devices DROP COLUMN suspended;
    DROP TABLE last_accessed_jobs; DROP TABLE global_token_versions;
    DROP TABLE outbox; DROP TABLE contacts; DROP TABLE pending_contacts; DROP TABLE mail_resets;
    DROP TABLE access_answers; DROP TABLE number_checks; DROP TABLE drills;
    DROP TABLE passkeys_only; DROP TABLE restored;
    ALTER TABLE devices DROP COLUMN maker;
    DROP INDEX devices_expiring; ALTER TABLE devices DROP COLUMN expires;
    ALTER TABLE devices DROP COLUMN expiry_told_next;
    DROP TABLE recoveries; DROP TABLE contact_changes; DROP TABLE announced_phones;
    ALTER TABLE sessions DROP COLUMN scope;
    DELETE FROM schema_changes WHERE version >= 3";

#[test]
fn records_from_before_the_chain_are_chained_as_they_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    drop(open_file(&path));
    Connection::open(&path).unwrap().execute_batch(OLD).unwrap();
    let store = open_file(&path);
    let unproved = read(&store, |tx| tx.unproved_accounts(9)).unwrap();
    assert_eq!(unproved, [account_id(1), account_id(2)]);
    let walk = walked(&store, 1).unwrap();
    assert_eq!((walk.place(), walk.hash()), (2, head(&store, 1).hash));
    append(&store, 1, 0, event(Action::StartLogging));
    append(&store, 1, 0, event(Action::CheckMfa));
    let walk = walked(&store, 1).unwrap();
    assert!(walk.is_proved() && walk.place() == 4);
    drop(store);
    // From now on a change of an old record shows as well.
    let change = "UPDATE audit SET reason = NULL WHERE account_id = 100000000001 AND seq = 2";
    Connection::open(&path).unwrap().execute_batch(change).unwrap();
    let broken = walked(&open_file(&path), 1).unwrap_err();
    assert_eq!(broken, Broken { seq: 2, fault: Fault::Changed });
}

#[test]
fn records_from_before_the_chain_are_chained_on_postgresql_too() {
    let schema = Schema::new();
    drop(schema.open());
    schema.run(
        &OLD.replace("INTEGER", "BIGINT")
            .replace("TEXT", "TEXT COLLATE \"C\"")
            .replace("STRICT, WITHOUT ROWID", ""),
    );
    let store = schema.open();
    for account in [1, 2] {
        let walk = walked(&store, account).unwrap();
        assert_eq!(walk.hash(), head(&store, account).hash);
    }
    assert_eq!(read(&store, |tx| tx.unproved_accounts(9)).unwrap().len(), 2);
}

#[test]
fn two_nodes_append_to_one_chain() {
    let schema = Schema::new();
    let nodes = [schema.open(), schema.open()];
    thread::scope(|scope| {
        for caller in 0..8 {
            let node = &nodes[caller % 2];
            scope.spawn(move || {
                for _ in 0..20 {
                    let once = |tx: &mut dyn Tx| {
                        tx.prove_with(&key());
                        tx.append(account_id(1), at(0), &event(Action::CheckMfa))
                    };
                    anywhere(node, once).unwrap();
                }
            });
        }
    });
    let walk = walked(&nodes[0], 1).unwrap();
    assert_eq!((walk.place(), walk.hash()), (160, head(&nodes[1], 1).hash));
}
