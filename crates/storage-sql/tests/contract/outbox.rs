//! Mail that waits, and the workers that take it.

use std::thread;

use storage::{ClaimedMessage, Message, MessageId, OutboxCounts, Settlement, Tx, WorkerId};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    one_event_is_queued_once_for_each_recipient,
    a_message_comes_back_as_it_was_queued,
    what_is_rolled_back_is_not_queued,
    of_many_workers_one_gets_a_message,
    a_message_is_anybodys_again_when_the_time_of_its_worker_is_up,
    what_the_dead_had_is_anybodys_at_once,
    only_who_has_a_message_settles_it,
    a_message_that_is_to_be_tried_again_waits,
    the_longest_waiting_come_first,
    what_ended_is_counted_and_then_forgotten,
);

const HERE: WorkerId = WorkerId([1; 16]);
const THERE: WorkerId = WorkerId([2; 16]);

fn message(number: u8, event: &str, recipient: &str) -> Message {
    Message {
        id: MessageId([number; 16]),
        kind: "new-device".to_owned(),
        event: event.to_owned(),
        recipient: email(recipient),
        sealed: vec![number, 0, 255],
        queued: at(number.into()),
    }
}

fn queue(store: &SqlStore, message: Message) -> bool {
    write(store, move |tx| tx.queue_message(account_id(1), &message)).unwrap()
}

fn claim(store: &SqlStore, worker: WorkerId, now: i64, limit: u32) -> Vec<ClaimedMessage> {
    anywhere(store, move |tx| tx.claim_messages(worker, at(now), at(now + 60), limit)).unwrap()
}

fn settle(store: &SqlStore, number: u8, worker: WorkerId, how: Settlement, now: i64) -> bool {
    let id = MessageId([number; 16]);
    let work = move |tx: &mut dyn Tx| tx.settle_message(account_id(1), id, worker, &how, at(now));
    write(store, work).unwrap()
}

fn counts(store: &SqlStore) -> OutboxCounts {
    read(store, |tx| tx.outbox_counts()).unwrap()
}

fn one_event_is_queued_once_for_each_recipient(store: &SqlStore) {
    with_account(store);
    assert!(queue(store, message(1, "device/a", "owner@example.com")));
    assert!(!queue(store, message(2, "device/a", "Owner@Example.com")));
    assert!(queue(store, message(3, "device/a", "security@example.com")));
    assert!(queue(store, message(4, "device/b", "owner@example.com")));
    assert_eq!(counts(store).queued, 3);
    // Also when it was sent long ago.
    assert_eq!(claim(store, HERE, 10, 9).len(), 3);
    assert!(settle(store, 1, HERE, Settlement::Sent, 11));
    assert!(!queue(store, message(5, "device/a", "owner@example.com")));
}

fn a_message_comes_back_as_it_was_queued(store: &SqlStore) {
    with_account(store);
    let kept = message(7, "device/a", "Owner@example.com");
    queue(store, kept.clone());
    assert!(claim(store, HERE, 6, 9).is_empty(), "it is not due before it is queued");
    let claimed = claim(store, HERE, 7, 9);
    let expected = ClaimedMessage {
        account: account_id(1),
        id: kept.id,
        kind: kept.kind,
        recipient: kept.recipient,
        sealed: kept.sealed,
        queued: kept.queued,
        attempts: 0,
    };
    assert_eq!(claimed, [expected]);
}

fn what_is_rolled_back_is_not_queued(store: &SqlStore) {
    with_account(store);
    let refused = write(store, |tx| {
        tx.queue_message(account_id(1), &message(1, "device/a", "owner@example.com"))?;
        Err::<(), _>(storage::StorageError::Conflict { what: "test" })
    });
    assert_eq!(conflict(refused), "test");
    assert_eq!(counts(store).queued, 0);
}

fn of_many_workers_one_gets_a_message(store: &SqlStore) {
    with_account(store);
    for number in 1..=40 {
        queue(store, message(number, &format!("device/{number}"), "owner@example.com"));
    }
    let mut taken: Vec<[u8; 16]> = thread::scope(|scope| {
        let workers: Vec<_> = (1..=8_u8)
            .map(|worker| {
                scope.spawn(move || {
                    let mut mine = Vec::new();
                    loop {
                        let batch = claim(store, WorkerId([worker; 16]), 100, 3);
                        if batch.is_empty() {
                            return mine;
                        }
                        mine.extend(batch.into_iter().map(|message| message.id.0));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    // A worker may come away empty while others hold the same rows.
    taken.extend(claim(store, HERE, 100, 100).into_iter().map(|message| message.id.0));
    taken.sort_unstable();
    assert_eq!(taken, (1..=40).map(|number| [number; 16]).collect::<Vec<_>>());
}

fn a_message_is_anybodys_again_when_the_time_of_its_worker_is_up(store: &SqlStore) {
    with_account(store);
    queue(store, message(1, "device/a", "owner@example.com"));
    assert_eq!(claim(store, HERE, 10, 9).len(), 1);
    assert!(claim(store, THERE, 69, 9).is_empty());
    assert_eq!(claim(store, THERE, 70, 9).len(), 1);
    assert!(!settle(store, 1, HERE, Settlement::Sent, 71), "the first one came too late");
    assert!(settle(store, 1, THERE, Settlement::Sent, 71));
    assert!(claim(store, HERE, 1000, 9).is_empty());
}

fn what_the_dead_had_is_anybodys_at_once(store: &SqlStore) {
    with_account(store);
    for number in 1..=3 {
        queue(store, message(number, &format!("device/{number}"), "owner@example.com"));
    }
    assert_eq!(claim(store, HERE, 10, 9).len(), 3);
    assert!(settle(store, 1, HERE, Settlement::Sent, 11));
    assert!(settle(store, 2, HERE, Settlement::Again(at(90), "busy".to_owned()), 11));
    anywhere(store, |tx| tx.release_messages(at(12))).unwrap();
    // What waits for its own moment goes on waiting, and what was sent is sent.
    let taken: Vec<_> = claim(store, THERE, 12, 9).iter().map(|message| message.id.0[0]).collect();
    assert_eq!(taken, [3]);
    assert!(!settle(store, 3, HERE, Settlement::Sent, 13), "the dead settle nothing");
}

fn only_who_has_a_message_settles_it(store: &SqlStore) {
    with_account(store);
    queue(store, message(1, "device/a", "owner@example.com"));
    assert!(!settle(store, 1, HERE, Settlement::Sent, 5));
    claim(store, HERE, 10, 9);
    assert!(!settle(store, 1, THERE, Settlement::GivenUp("no".to_owned()), 11));
    assert!(settle(store, 1, HERE, Settlement::Sent, 11));
    assert!(!settle(store, 1, HERE, Settlement::GivenUp("no".to_owned()), 12));
    let expected = OutboxCounts { queued: 0, oldest: None, sent: 1, given_up: 0 };
    assert_eq!(counts(store), expected);
}

fn a_message_that_is_to_be_tried_again_waits(store: &SqlStore) {
    with_account(store);
    queue(store, message(1, "device/a", "owner@example.com"));
    claim(store, HERE, 10, 9);
    assert!(settle(store, 1, HERE, Settlement::Again(at(40), "busy".to_owned()), 11));
    assert!(claim(store, HERE, 39, 9).is_empty());
    assert_eq!(claim(store, HERE, 40, 9)[0].attempts, 1);
    assert!(settle(store, 1, HERE, Settlement::Untried(at(41)), 40));
    let again = claim(store, THERE, 41, 9);
    assert_eq!((again[0].attempts, again[0].sealed.clone()), (1, vec![1, 0, 255]));
}

fn the_longest_waiting_come_first(store: &SqlStore) {
    with_account(store);
    for number in [3, 1, 2, 5, 4] {
        queue(store, message(number, &format!("device/{number}"), "owner@example.com"));
    }
    let firsts: Vec<u8> = claim(store, HERE, 10, 2).iter().map(|m| m.id.0[0]).collect();
    assert_eq!(firsts, [1, 2]);
    assert_eq!(counts(store).oldest, Some(at(1)));
}

fn what_ended_is_counted_and_then_forgotten(store: &SqlStore) {
    with_account(store);
    for number in 1..=3 {
        queue(store, message(number, &format!("device/{number}"), "owner@example.com"));
    }
    claim(store, HERE, 10, 9);
    settle(store, 1, HERE, Settlement::Sent, 11);
    settle(store, 2, HERE, Settlement::GivenUp("550 no such user".to_owned()), 12);
    let given_up = read(store, |tx| tx.given_up(9)).unwrap();
    assert_eq!(given_up.len(), 1);
    assert_eq!((given_up[0].why.as_str(), given_up[0].at), ("550 no such user", at(12)));
    anywhere(store, |tx| tx.purge_outbox(at(12))).unwrap();
    assert_eq!((counts(store).sent, counts(store).given_up), (0, 1));
    anywhere(store, |tx| tx.purge_outbox(at(13))).unwrap();
    let expected = OutboxCounts { queued: 1, oldest: Some(at(3)), sent: 0, given_up: 0 };
    assert_eq!(counts(store), expected);
}
