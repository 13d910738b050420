//! Recoveries: found by id and by browser, moved on, gone for good.

use std::thread;
use std::time::Duration;

use identity::Identity;
use identity::contact::Contact;
use identity::names::PhoneNumber;
use identity::recovery::{
    AfterCall, AfterMail, Approval, Begun, Call, CallEnd, CallReport, LinkVerdict, Recovery,
};
use identity::signin::{AfterPassword, AwaitPassword, PasswordVerdict, Subject};
use storage::{AnnouncedPhone, NumberCheck, RecoveryId, RecoveryRecord, TokenHash};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    every_state_comes_back_as_it_was_kept,
    a_removed_recovery_does_not_come_back,
    of_several_who_remove_a_recovery_one_does,
    calls_that_nobody_placed_are_found_longest_waiting_first,
    recoveries_are_listed_oldest_first_and_purged_by_age,
    changes_of_contacts_are_noted,
    one_number_is_announced_at_a_time,
    the_end_of_a_waiting_is_told_once,
    a_number_is_confirmed_by_who_began_it,
);

fn first_state() -> Recovery {
    let subject = Subject { account: account_id(1), identity: Identity::Root };
    let verdict = PasswordVerdict::Right { subject, has_factor: true, must_change: false };
    let AfterPassword::Factor(state) = AwaitPassword::begin().password(verdict) else {
        panic!("root has a device")
    };
    Recovery::Mail(Begun::from_sign_in(&state).unwrap().ask_mailbox(at(0)))
}

fn states() -> Vec<Recovery> {
    let Recovery::Mail(mail) = first_state() else { panic!("it begins with the mail") };
    let AfterMail::Call(call) = mail.link(LinkVerdict::Right, at(1)) else { panic!("proved") };
    let calling = call.call(at(2));
    let AfterCall::Calling(ringing) = calling.report(CallReport::Placed, at(3)) else {
        panic!("it rings")
    };
    let AfterCall::Again(again) = ringing.report(CallReport::Ended(CallEnd::Busy), at(4)) else {
        panic!("busy")
    };
    let AfterCall::Proved(done) = calling.report(CallReport::Digits { right: true }, at(5)) else {
        panic!("proved")
    };
    vec![
        Recovery::Mail(mail),
        Recovery::Call(call),
        Recovery::Calling(calling),
        Recovery::Calling(ringing),
        Recovery::Call(again),
        Recovery::CoolingOff(done),
    ]
}

fn record(tag: u8, state: Recovery, seconds: i64) -> RecoveryRecord {
    RecoveryRecord {
        id: RecoveryId([tag; 16]),
        state,
        opened: at(seconds),
        heard: None,
        approval: None,
    }
}

fn browser(tag: u8) -> TokenHash {
    TokenHash([tag; 32])
}

fn add(store: &SqlStore, record: &RecoveryRecord) {
    let kept = record.clone();
    let tag = record.id.0[0];
    write(store, move |tx| tx.add_recovery(account_id(1), &browser(tag), &kept)).unwrap();
}

fn find(store: &SqlStore, tag: u8) -> Option<RecoveryRecord> {
    read(store, move |tx| tx.recovery(account_id(1), RecoveryId([tag; 16]))).unwrap()
}

fn every_state_comes_back_as_it_was_kept(store: &SqlStore) {
    with_account(store);
    add(store, &record(1, first_state(), 0));
    for state in states() {
        let moved = RecoveryRecord {
            heard: Some([7; 32]),
            approval: Some(Approval { at: at(9) }),
            ..record(1, state, 0)
        };
        let kept = moved.clone();
        assert!(write(store, move |tx| tx.update_recovery(account_id(1), &kept)).unwrap());
        assert_eq!(find(store, 1), Some(moved.clone()));
        let found = read(store, |tx| tx.recovery_of_browser(account_id(1), &browser(1)));
        assert_eq!(found.unwrap(), Some(moved));
    }
    assert_eq!(read(store, |tx| tx.recovery(account_id(2), RecoveryId([1; 16]))).unwrap(), None);
    let foreign = read(store, |tx| tx.recovery_of_browser(account_id(1), &browser(2)));
    assert_eq!(foreign.unwrap(), None);
    let again = record(1, first_state(), 0);
    let again = write(store, move |tx| tx.add_recovery(account_id(1), &browser(9), &again));
    assert_eq!(conflict(again), "recovery");
}

fn a_removed_recovery_does_not_come_back(store: &SqlStore) {
    with_account(store);
    let kept = record(1, first_state(), 0);
    add(store, &kept);
    assert!(write(store, |tx| tx.remove_recovery(account_id(1), RecoveryId([1; 16]))).unwrap());
    assert!(!write(store, move |tx| tx.update_recovery(account_id(1), &kept)).unwrap());
    assert_eq!(find(store, 1), None);
}

fn of_several_who_remove_a_recovery_one_does(store: &SqlStore) {
    with_account(store);
    add(store, &record(1, first_state(), 0));
    let winners: usize = thread::scope(|scope| {
        let remove =
            || write(store, |tx| tx.remove_recovery(account_id(1), RecoveryId([1; 16]))).unwrap();
        let callers: Vec<_> = (0..16).map(|_| scope.spawn(move || usize::from(remove()))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert_eq!(winners, 1);
}

fn calls_that_nobody_placed_are_found_longest_waiting_first(store: &SqlStore) {
    with_account(store);
    let Recovery::Call(ready) = states()[1] else { panic!("ready to call") };
    for (tag, seconds) in [(1, 9), (2, 3), (3, 6)] {
        add(store, &record(tag, Recovery::Calling(ready.call(at(seconds))), 0));
    }
    add(store, &record(4, states()[3], 0));
    let wanted = |limit| read(store, move |tx| tx.wanted_calls(limit)).unwrap();
    let found: Vec<_> = wanted(9).iter().map(|(_, id)| id.0[0]).collect();
    assert_eq!(found, [2, 3, 1]);
    assert_eq!(wanted(1).len(), 1);
}

fn recoveries_are_listed_oldest_first_and_purged_by_age(store: &SqlStore) {
    with_account(store);
    for (tag, seconds) in [(1, 30), (2, 10), (3, 20)] {
        add(store, &record(tag, first_state(), seconds));
    }
    let list = || -> Vec<u8> {
        let all = read(store, |tx| tx.recoveries(account_id(1))).unwrap();
        all.iter().map(|record| record.id.0[0]).collect()
    };
    assert_eq!(list(), [2, 3, 1]);
    anywhere(store, |tx| tx.purge_recoveries(at(20))).unwrap();
    assert_eq!(list(), [3, 1]);
}

fn changes_of_contacts_are_noted(store: &SqlStore) {
    with_account(store);
    let changed =
        |contact| read(store, move |tx| tx.contact_changed(account_id(1), contact)).unwrap();
    assert_eq!(changed(Contact::Phone), None);
    for seconds in [5, 9] {
        write(store, move |tx| tx.note_contact_change(account_id(1), Contact::Phone, at(seconds)))
            .unwrap();
    }
    assert_eq!(changed(Contact::Phone), Some(at(9)));
    assert_eq!(changed(Contact::Email), None);
}

fn one_number_is_announced_at_a_time(store: &SqlStore) {
    with_account(store);
    let number = |tag: u8| AnnouncedPhone {
        id: RecoveryId([tag; 16]),
        phone: PhoneNumber::parse(&format!("+4930123456{tag}")).unwrap(),
        announced: at(0),
        due: at(0).plus(Duration::from_secs(tag.into())),
        confirmed: (tag == 2).then(|| at(7)),
    };
    for tag in [1, 2] {
        write(store, move |tx| tx.announce_phone(account_id(1), &number(tag))).unwrap();
    }
    let announced = || read(store, |tx| tx.announced_phone(account_id(1))).unwrap();
    assert_eq!(announced(), Some(number(2)));
    let due = |seconds| read(store, move |tx| tx.due_phones(at(seconds), 9)).unwrap().len();
    assert_eq!((due(1), due(2)), (0, 1));
    let remove = |tag: u8| {
        write(store, move |tx| tx.remove_announced_phone(account_id(1), RecoveryId([tag; 16])))
    };
    assert!(!remove(1).unwrap(), "that one was replaced");
    assert!(remove(2).unwrap());
    assert_eq!(announced(), None);
}

fn the_end_of_a_waiting_is_told_once(store: &SqlStore) {
    with_account(store);
    for (tag, state) in (1..).zip(states()) {
        add(store, &record(tag, state, 0));
    }
    let proved = states().pop().unwrap();
    add(store, &record(7, proved, 0));
    let waiting = |after| read(store, move |tx| tx.waiting_recoveries(after, 1)).unwrap();
    let id = |tag: u8| (account_id(1), RecoveryId([tag; 16]));
    assert_eq!(waiting(None), [id(6)], "the others are not proved");
    assert_eq!(waiting(Some(id(6))), [id(7)]);
    assert_eq!(waiting(Some(id(7))), []);
    let tell = || write(store, move |tx| tx.note_told(account_id(1), id(6).1, at(9))).unwrap();
    assert!(tell());
    assert!(!tell());
    assert_eq!(waiting(None), [id(7)]);
}

fn a_number_is_confirmed_by_who_began_it(store: &SqlStore) {
    with_account(store);
    let check = |tag: u8, by: Identity| NumberCheck {
        id: RecoveryId([tag; 16]),
        by,
        phone: PhoneNumber::parse("+49301234567").unwrap(),
        began: at(tag.into()),
        calls: 1,
        last: None,
        call: Some(Call::ask(1, at(tag.into()))),
        heard: None,
        proved: None,
    };
    let anna = user(1, "anna").identity();
    for kept in [check(1, Identity::Root), check(2, anna.clone()), check(3, Identity::Root)] {
        write(store, move |tx| tx.put_number_check(account_id(1), &kept)).unwrap();
    }
    let of = |by: &Identity| {
        let by = by.clone();
        read(store, move |tx| tx.number_check_of(account_id(1), &by)).unwrap()
    };
    assert_eq!(of(&Identity::Root), Some(check(3, Identity::Root)), "the newest one of each");
    assert_eq!(of(&anna), Some(check(2, anna.clone())));
    let wanted = || read(store, |tx| tx.wanted_number_calls(9)).unwrap();
    assert_eq!(wanted().len(), 2);
    assert_eq!(wanted()[0].1, RecoveryId([2; 16]), "the longest waiting first");

    let moved = NumberCheck {
        calls: 2,
        last: Some(CallEnd::Busy),
        call: None,
        heard: Some([5; 32]),
        proved: Some(at(9)),
        ..check(3, Identity::Root)
    };
    let kept = moved.clone();
    assert!(write(store, move |tx| tx.update_number_check(account_id(1), &kept)).unwrap());
    let by_id = |tag| read(store, move |tx| tx.number_check(account_id(1), RecoveryId([tag; 16])));
    assert_eq!(by_id(3).unwrap(), Some(moved));
    assert_eq!(by_id(1).unwrap(), None, "it was replaced");
    let gone = check(1, Identity::Root);
    assert!(!write(store, move |tx| tx.update_number_check(account_id(1), &gone)).unwrap());

    let remove = || write(store, |tx| tx.remove_number_check(account_id(1), RecoveryId([3; 16])));
    assert!(remove().unwrap());
    assert!(!remove().unwrap());
    anywhere(store, |tx| tx.purge_number_checks(at(3))).unwrap();
    assert_eq!(of(&anna), None);
}
