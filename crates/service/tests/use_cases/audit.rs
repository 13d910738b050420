//! The trail as a whole: checkpoints, and that a sound trail is found sound.

use std::time::Duration;

use identity::audit::{Action, Actor, Broken, CheckpointSigner, Event, Fault, Outcome, Request};
use identity::names::AccountId;
use service::activity::{self, Query};
use service::audit::checkpoint::{self, Interval};
use service::audit::{begin, export, verify};
use service::{Caller, ServiceError};
use storage::{StorageError, Tx};
use testing::World;

const OFTEN: Interval = Interval { time: Duration::from_mins(5), records: 10 };

fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

/// Writes a record without the service's key, as somebody does who has only the
/// store.
async fn slip_in(world: &World, at: identity::Timestamp) {
    let event = Event {
        action: Action::ConsoleLogin,
        outcome: Outcome::Success,
        actor: Actor::Operator,
        target: None,
        detail: None,
        peer: None,
        request: Request::default(),
    };
    let written: Result<u64, StorageError> =
        storage::write(world.store.as_ref(), account(), move |tx: &mut dyn Tx| {
            tx.append(account(), at, &event)
        })
        .await;
    written.unwrap();
}

async fn add_users(world: &World, by: &Caller, names: &[&str]) {
    for name in names {
        world.add_user(by, name, false).await;
    }
}

#[tokio::test]
async fn every_use_case_leaves_a_sound_trail() {
    let world = World::with_account().await;
    world.add_account("123456789013", "other@acme.example").await;
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let _ = world.try_password(World::user("nobody"), "x").await;
    let _ = world.try_password(World::root(), "wrong").await;
    world.sign_in_with(World::root(), &phone).await;
    let report = verify::run(&world.service, None, &[]).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((report.accounts, report.records), (2, 8));
    let one = verify::run(&world.service, Some(account()), &[]).await.unwrap();
    assert_eq!((one.accounts, one.records), (1, 7));
    let none = AccountId::parse("999999999999").unwrap();
    let missing = verify::run(&world.service, Some(none), &[]).await.unwrap_err();
    assert!(matches!(missing, ServiceError::NotFound(_)));
}

#[tokio::test]
async fn checkpoints_come_after_a_time_or_a_number_of_records() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    let none = checkpoint::run(&world.service, OFTEN).await.unwrap();
    assert!(none.checkpoints.is_empty());
    world.wait(301);
    let first = checkpoint::run(&world.service, OFTEN).await.unwrap().checkpoints;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].checkpoint.records, 2);
    assert!(checkpoint::public_key(&world.service).has_signed(&first[0]));
    let again = checkpoint::run(&world.service, OFTEN).await.unwrap();
    assert!(again.checkpoints.is_empty(), "nothing new");
    add_users(&world, &root.caller, &["a", "b", "c", "d", "e"]).await;
    let second = checkpoint::run(&world.service, OFTEN).await.unwrap().checkpoints;
    assert_eq!(second[0].checkpoint.records, 12);
    let shipped = [first[0], second[0], second[0]];
    let report = verify::run(&world.service, None, &shipped).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.checkpoints, 5, "two of the store, three that were shipped");
}

#[tokio::test]
async fn a_trail_that_somebody_slipped_a_record_into_gets_no_checkpoint() {
    let world = World::with_account().await;
    slip_in(&world, world.now()).await;
    world.wait(301);
    let stated = checkpoint::run(&world.service, OFTEN).await.unwrap();
    let forged = Broken { seq: 2, fault: Fault::Forged };
    assert_eq!(stated.broken, [(account(), forged)]);
    assert!(stated.checkpoints.is_empty());
    // Nor after further, honest records.
    let root = world.sign_in(World::root()).await;
    add_users(&world, &root.caller, &["a"]).await;
    let report = verify::run(&world.service, None, &[]).await.unwrap();
    assert_eq!(report.broken, [(account(), forged)]);
}

#[tokio::test]
async fn a_checkpoint_of_another_key_or_of_a_longer_trail_is_a_finding() {
    let world = World::with_account().await;
    world.wait(301);
    let kept = checkpoint::run(&world.service, OFTEN).await.unwrap().checkpoints[0];
    let forged = CheckpointSigner::new(&[7; 32]).sign(kept.checkpoint);
    let report = verify::run(&world.service, None, &[kept, forged]).await.unwrap();
    assert_eq!((report.unsigned, report.broken.len(), report.is_sound()), (1, 0, false));

    // The same account, in a store that knows less: an old backup, or a new start.
    let root = world.sign_in(World::root()).await;
    add_users(&world, &root.caller, &["a"]).await;
    world.wait(301);
    let later = checkpoint::run(&world.service, OFTEN).await.unwrap().checkpoints[0];
    let older = World::with_account().await;
    let report = verify::run(&older.service, None, &[kept, later]).await.unwrap();
    assert_eq!(report.broken, [(account(), Broken { seq: 2, fault: Fault::Truncated })]);
    // One that has gone on with another past.
    let other = older.sign_in(World::root()).await;
    add_users(&older, &other.caller, &["b", "c"]).await;
    let report = verify::run(&older.service, None, &[kept, later]).await.unwrap();
    assert_eq!(report.broken, [(account(), Broken { seq: 2, fault: Fault::Rewritten })]);
    // One that knows nothing of the account at all.
    let empty = World::empty();
    let report = verify::run(&empty.service, None, &[kept]).await.unwrap();
    assert_eq!(report.broken, [(account(), Broken { seq: 1, fault: Fault::Truncated })]);
}

#[tokio::test]
async fn a_trail_from_before_the_chain_is_proved_from_the_start_of_the_service_on() {
    let world = World::empty();
    slip_in(&world, world.now()).await;
    world.add_account("123456789012", "owner@acme.example").await;
    let before = verify::run(&world.service, None, &[]).await.unwrap();
    assert_eq!(before.broken, [(account(), Broken { seq: 1, fault: Fault::Forged })]);
    assert_eq!(begin::run(&world.service).await.unwrap(), 1);
    assert_eq!(begin::run(&world.service).await.unwrap(), 0);
    let report = verify::run(&world.service, None, &[]).await.unwrap();
    assert!(report.is_sound() && report.records == 3, "{report:?}");
    let root = world.sign_in(World::root()).await;
    let query = Query { action: Some(Action::StartLogging), ..Query::default() };
    let page = activity::run(&world.service, &root.caller, query).await.unwrap();
    let detail = page.records[0].event.detail.as_deref();
    assert_eq!(detail, Some("2 earlier records are taken over as found"));
}

#[tokio::test]
async fn an_export_has_every_record_once_and_begins_where_it_is_told() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.wait(60);
    let since = world.now();
    for number in 0..505 {
        world.add_user(&root.caller, &format!("user-{number}"), false).await;
    }
    let mut seqs = Vec::new();
    let mut after = 0;
    loop {
        let page = export::run(&world.service, account(), None, after).await.unwrap();
        seqs.extend(page.records.iter().map(|record| record.seq));
        let Some(next) = page.next else { break };
        after = next;
    }
    assert_eq!(seqs, (1..=1012).collect::<Vec<u64>>());
    let late = export::run(&world.service, account(), Some(since), 0).await.unwrap();
    assert_eq!(late.records[0].seq, 3);
    let none = AccountId::parse("999999999999").unwrap();
    assert!(export::run(&world.service, none, None, 0).await.is_err());
}
