//! Contact details, their codes, and resets by mail.

use std::thread;

use identity::Identity;
use identity::contact::{Contact, ContactRecord, PendingContact};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    contacts_come_back_in_their_order_and_of_their_account,
    a_new_code_replaces_the_one_before,
    of_many_callers_one_uses_a_code_up,
    giving_up_a_contact_voids_its_code,
    the_last_reset_by_mail_is_remembered_for_each_identity,
);

fn record(value: &str, seconds: i64) -> ContactRecord {
    ContactRecord {
        value: value.to_owned(),
        name: "Duty desk".to_owned(),
        confirmed: Some(at(seconds)),
        reviewed: at(seconds + 1),
    }
}

fn pending(tag: u8) -> PendingContact {
    PendingContact {
        value: "security@example.com".to_owned(),
        name: String::new(),
        code: [tag; 32],
        sent: at(tag.into()),
        failures: 2,
    }
}

fn contacts_come_back_in_their_order_and_of_their_account(store: &SqlStore) {
    with_account(store);
    write(store, |tx| {
        tx.put_contact(account_id(1), Contact::Billing, &record("b@example.com", 1))?;
        tx.put_contact(account_id(1), Contact::Email, &record("old@example.com", 2))?;
        let unconfirmed = ContactRecord { confirmed: None, ..record("e@example.com", 3) };
        tx.put_contact(account_id(1), Contact::Email, &unconfirmed)
    })
    .unwrap();
    let kept = read(store, |tx| tx.contacts(account_id(1))).unwrap();
    let email = ContactRecord { confirmed: None, ..record("e@example.com", 3) };
    assert_eq!(kept, [(Contact::Email, email), (Contact::Billing, record("b@example.com", 1))]);
    assert!(read(store, |tx| tx.contacts(account_id(2))).unwrap().is_empty());
}

fn a_new_code_replaces_the_one_before(store: &SqlStore) {
    with_account(store);
    for tag in [1, 2] {
        write(store, move |tx| {
            tx.put_pending_contact(account_id(1), Contact::Security, &pending(tag))
        })
        .unwrap();
        let kept = read(store, |tx| tx.pending_contact(account_id(1), Contact::Security));
        assert_eq!(kept.unwrap(), Some(pending(tag)));
    }
    let other = read(store, |tx| tx.pending_contact(account_id(1), Contact::Billing));
    assert_eq!(other.unwrap(), None);
}

fn of_many_callers_one_uses_a_code_up(store: &SqlStore) {
    with_account(store);
    write(store, |tx| tx.put_pending_contact(account_id(1), Contact::Email, &pending(1))).unwrap();
    let takers: usize = thread::scope(|scope| {
        let take =
            || write(store, |tx| tx.remove_pending_contact(account_id(1), Contact::Email)).unwrap();
        let callers: Vec<_> = (0..16).map(|_| scope.spawn(move || usize::from(take()))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert_eq!(takers, 1);
}

fn giving_up_a_contact_voids_its_code(store: &SqlStore) {
    with_account(store);
    let give_up = || write(store, |tx| tx.remove_contact(account_id(1), Contact::Billing)).unwrap();
    assert!(!give_up());
    write(store, |tx| {
        tx.put_contact(account_id(1), Contact::Billing, &record("b@example.com", 1))?;
        tx.put_pending_contact(account_id(1), Contact::Billing, &pending(1))
    })
    .unwrap();
    assert!(give_up());
    let kept = read(store, |tx| tx.pending_contact(account_id(1), Contact::Billing));
    assert_eq!(kept.unwrap(), None);
    assert!(read(store, |tx| tx.contacts(account_id(1))).unwrap().is_empty());
}

fn the_last_reset_by_mail_is_remembered_for_each_identity(store: &SqlStore) {
    with_account(store);
    for seconds in [5, 9] {
        write(store, move |tx| tx.note_mail_reset(account_id(1), &Identity::Root, at(seconds)))
            .unwrap();
    }
    let of = |identity: Identity| {
        read(store, move |tx| tx.mail_reset(account_id(1), &identity)).unwrap()
    };
    assert_eq!(of(Identity::Root), Some(at(9)));
    assert_eq!(of(user(1, "x").identity()), None);
}
