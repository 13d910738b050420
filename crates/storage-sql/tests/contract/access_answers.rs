//! What owners have told: one row for each identity, gone with its user.

use identity::Identity;
use storage_sql::SqlStore;

use crate::support::*;

contract!(answers_are_of_one_identity_and_the_last_ones_count, they_go_with_their_user);

fn answers_are_of_one_identity_and_the_last_ones_count(store: &SqlStore) {
    with_account(store);
    let alice = user(1, "alice").identity();
    for (identity, sealed) in [(Identity::Root, [1]), (alice.clone(), [2]), (Identity::Root, [3])] {
        write(store, move |tx| tx.put_access_answers(account_id(1), &identity, &sealed)).unwrap();
    }
    let of = |account, identity: Identity| {
        read(store, move |tx| tx.access_answers(account_id(account), &identity)).unwrap()
    };
    assert_eq!(of(1, Identity::Root), Some(vec![3]));
    assert_eq!(of(1, alice), Some(vec![2]));
    assert_eq!(of(2, Identity::Root), None);
}

fn they_go_with_their_user(store: &SqlStore) {
    with_account(store);
    let alice = user(1, "alice");
    let (id, identity) = (alice.id.clone(), alice.identity());
    write(store, move |tx| {
        tx.add_user(&alice)?;
        tx.put_access_answers(account_id(1), &alice.identity(), &[1])?;
        tx.remove_user(account_id(1), &alice.id)
    })
    .unwrap();
    let left = read(store, move |tx| tx.access_answers(account_id(1), &identity)).unwrap();
    assert_eq!(left, None, "{id:?}");
}
