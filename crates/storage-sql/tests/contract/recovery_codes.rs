//! Recovery codes, and what resets leave behind.

use std::thread;

use identity::Identity;
use identity::recovery_code::{CodeHash, KeptCode, Sets};
use storage::{CodesFor, EnrolmentDue, ResetRequest};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    codes_come_back_as_they_were_kept,
    a_set_that_waits_opens_nothing,
    a_new_set_voids_the_old_one_when_it_is_confirmed,
    replacements_join_the_set_and_void_nothing,
    of_many_at_once_one_spends_a_code,
    of_many_at_once_one_confirms_a_set,
    a_code_is_spent_for_its_identity_and_account_only,
    the_duty_to_enrol_is_kept_until_it_is_done,
    resets_wait_and_are_taken_once,
);

const TAGS: std::ops::Range<u8> = 0..10;

fn hash(tag: u8) -> CodeHash {
    CodeHash([tag; 32])
}

fn make(store: &SqlStore, first: u8, made: i64) {
    write(store, move |tx| {
        let codes: Vec<CodeHash> = TAGS.map(|tag| hash(first + tag)).collect();
        tx.put_recovery_codes(account_id(1), &Identity::Root, &codes, CodesFor::NewSet, at(made))
    })
    .unwrap();
}

fn confirm_for(store: &SqlStore, purpose: CodesFor, made: i64, now: i64) -> bool {
    write(store, move |tx| {
        tx.confirm_recovery_codes(account_id(1), &Identity::Root, purpose, at(made), at(now))
    })
    .unwrap()
}

fn confirm(store: &SqlStore, made: i64, now: i64) -> bool {
    confirm_for(store, CodesFor::NewSet, made, now)
}

fn spend(store: &SqlStore, tag: u8) -> bool {
    write(store, move |tx| {
        tx.spend_recovery_code(account_id(1), &Identity::Root, &hash(tag), at(9))
    })
    .unwrap()
}

fn kept(store: &SqlStore) -> Vec<KeptCode> {
    read(store, |tx| tx.recovery_codes(account_id(1), &Identity::Root)).unwrap()
}

fn count(store: &SqlStore) -> u64 {
    read(store, |tx| tx.count_recovery_codes(account_id(1), &Identity::Root)).unwrap()
}

fn codes_come_back_as_they_were_kept(store: &SqlStore) {
    assert!(kept(store).is_empty());
    make(store, 0, 1);
    let waiting = |tag| KeptCode {
        hash: hash(tag),
        made: at(1),
        confirmed: None,
        spent: None,
        joins: false,
        replaced: false,
    };
    assert_eq!(kept(store), TAGS.map(waiting).collect::<Vec<_>>());
    assert!(confirm(store, 1, 2) && spend(store, 3));
    let used = KeptCode { confirmed: Some(at(2)), spent: Some(at(9)), ..waiting(3) };
    assert_eq!(kept(store)[3], used);
    assert_eq!((kept(store).len(), count(store)), (10, 9));
    let remove =
        || write(store, |tx| tx.remove_recovery_codes(account_id(1), &Identity::Root)).unwrap();
    assert!(remove() && !remove());
    assert_eq!((kept(store).len(), count(store)), (0, 0));
}

fn a_set_that_waits_opens_nothing(store: &SqlStore) {
    make(store, 0, 1);
    assert_eq!(count(store), 0);
    assert!(!spend(store, 0));
    make(store, 100, 5);
    assert_eq!(kept(store).len(), 10, "one that waited before is replaced");
    assert!(!confirm(store, 1, 6), "the replaced set cannot be confirmed any more");
    assert!(confirm(store, 5, 6) && spend(store, 100));
}

fn a_new_set_voids_the_old_one_when_it_is_confirmed(store: &SqlStore) {
    make(store, 0, 1);
    confirm(store, 1, 2);
    // Made at the same moment: the moment alone does not tell which set is meant.
    make(store, 100, 1);
    assert!(spend(store, 0), "the old set counts until the new one does");
    assert_eq!(Sets::of(&kept(store), at(3)).waiting, Some(at(1)));
    assert!(confirm(store, 1, 3));
    assert!(!spend(store, 1), "and not a moment longer");
    assert_eq!((kept(store).len(), count(store)), (10, 10));
    assert!(!confirm(store, 1, 4), "a set is confirmed once");
    assert_eq!(count(store), 10);
}

fn replacements_join_the_set_and_void_nothing(store: &SqlStore) {
    let replace = |tag: u8, made: i64| {
        let codes = [hash(tag)];
        write(store, move |tx| {
            tx.put_recovery_codes(
                account_id(1),
                &Identity::Root,
                &codes,
                CodesFor::UsedCodes,
                at(made),
            )
        })
        .unwrap();
    };
    let join = |made: i64| confirm_for(store, CodesFor::UsedCodes, made, made + 1);
    make(store, 0, 1);
    assert!(!join(1), "a set that waits is none");
    confirm(store, 1, 2);
    assert!(spend(store, 0) && spend(store, 1));
    // Used at 9; one before and one after the replacement was made.
    replace(200, 8);
    assert!(!spend(store, 200) && !confirm(store, 8, 9), "it waits, and is no set");
    replace(100, 20);
    assert!(!join(8), "another one is in its place");
    assert!(join(20) && !join(20), "once");
    let sets = Sets::of(&kept(store), at(21));
    assert_eq!(sets.in_force.map(|set| (set.left, set.of)), Some((9, 9)), "both were used by then");
    assert!(
        spend(store, 100) && spend(store, 2) && !spend(store, 0),
        "the others stay as they were"
    );
    replace(101, 30);
    make(store, 110, 31);
    assert!(!join(30) && confirm(store, 31, 32), "a new set is in its place");
    assert_eq!((kept(store).len(), count(store)), (10, 10));
}

fn of_many_at_once_one_spends_a_code(store: &SqlStore) {
    make(store, 0, 1);
    confirm(store, 1, 2);
    for tag in 0..3 {
        let winners: usize = thread::scope(|scope| {
            let callers: Vec<_> =
                (0..64).map(|_| scope.spawn(move || usize::from(spend(store, tag)))).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).sum()
        });
        assert_eq!(winners, 1);
    }
    assert_eq!(count(store), 7);
}

fn of_many_at_once_one_confirms_a_set(store: &SqlStore) {
    make(store, 0, 1);
    confirm(store, 1, 2);
    make(store, 100, 3);
    let winners: usize = thread::scope(|scope| {
        let callers: Vec<_> =
            (0..16).map(|_| scope.spawn(move || usize::from(confirm(store, 3, 4)))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert_eq!((winners, kept(store).len(), count(store)), (1, 10, 10));
}

fn a_code_is_spent_for_its_identity_and_account_only(store: &SqlStore) {
    make(store, 0, 1);
    confirm(store, 1, 2);
    let other = user(1, "x").identity();
    let foreign = write(store, move |tx| {
        Ok([
            tx.spend_recovery_code(account_id(1), &other, &hash(0), at(9))?,
            tx.confirm_recovery_codes(account_id(1), &other, CodesFor::NewSet, at(1), at(9))?,
            tx.remove_recovery_codes(account_id(1), &other)?,
        ])
    });
    assert_eq!(foreign.unwrap(), [false; 3]);
    let elsewhere = write_in(store, account_id(2), |tx| {
        tx.spend_recovery_code(account_id(2), &Identity::Root, &hash(0), at(9))
    });
    assert!(!elsewhere.unwrap());
    assert!(spend(store, 0));
}

fn the_duty_to_enrol_is_kept_until_it_is_done(store: &SqlStore) {
    let due = || read(store, |tx| tx.enrolment_due(account_id(1), &Identity::Root)).unwrap();
    assert_eq!(due(), None);
    for until in [Some(at(5)), None] {
        let kept = EnrolmentDue { until };
        write(store, move |tx| tx.put_enrolment_due(account_id(1), &Identity::Root, kept)).unwrap();
        assert_eq!(due(), Some(kept));
    }
    let clear =
        || write(store, |tx| tx.clear_enrolment_due(account_id(1), &Identity::Root)).unwrap();
    assert!(clear() && !clear());
    assert_eq!(due(), None);
}

fn resets_wait_and_are_taken_once(store: &SqlStore) {
    let two = || read(store, |tx| tx.two_reset_administrators(account_id(1))).unwrap();
    let set = |needed| {
        write(store, move |tx| tx.set_two_reset_administrators(account_id(1), needed)).unwrap();
    };
    assert!(!two());
    set(true);
    set(true);
    assert!(two());
    assert!(!read(store, |tx| tx.two_reset_administrators(account_id(2))).unwrap());
    set(false);
    assert!(!two());

    let bob = user(1, "bob");
    for (asked_by, seconds) in [(Identity::Root, 1), (user(2, "alice").identity(), 2)] {
        let request = ResetRequest { user: bob.id.clone(), asked_by, asked_at: at(seconds) };
        let kept = request.clone();
        write(store, move |tx| tx.put_reset_request(account_id(1), &kept)).unwrap();
        let id = bob.id.clone();
        let found = read(store, move |tx| tx.reset_request(account_id(1), &id)).unwrap();
        assert_eq!(found, Some(request));
    }
    let listed = |after| {
        read(store, move |tx| tx.reset_requests(account_id(1), at(after), 9)).unwrap().len()
    };
    assert_eq!((listed(1), listed(2)), (1, 0));
    let takers: usize = thread::scope(|scope| {
        let take = || {
            let id = user(1, "bob").id;
            write(store, move |tx| tx.remove_reset_request(account_id(1), &id)).unwrap()
        };
        let callers: Vec<_> = (0..16).map(|_| scope.spawn(move || usize::from(take()))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert_eq!(takers, 1);
}
