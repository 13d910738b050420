//! Console passwords, as hashes.

use identity::Identity;
use storage::PasswordRecord;
use storage_sql::SqlStore;

use crate::support::*;

contract!(an_identity_has_one_password, a_rehash_changes_only_what_it_was_made_from);

fn record(hash: &str, must_change: bool) -> PasswordRecord {
    PasswordRecord { hash: hash.to_owned(), must_change, set_at: at(7) }
}

fn an_identity_has_one_password(store: &SqlStore) {
    let put = |identity: Identity, record: PasswordRecord| {
        write(store, move |tx| tx.put_password(account_id(1), &identity, &record)).unwrap();
    };
    let hash = |identity: Identity| {
        let found = read(store, move |tx| tx.password(account_id(1), &identity)).unwrap();
        found.map(|record| (record.hash, record.must_change, record.set_at))
    };
    let user = user(1, "x").identity();
    assert_eq!(hash(Identity::Root), None);
    put(Identity::Root, record("$argon2id$v=19$first", true));
    put(user.clone(), record("of the user", false));
    put(Identity::Root, record("second", false));
    assert_eq!(hash(Identity::Root), Some(("second".to_owned(), false, at(7))));
    let remove = || write(store, |tx| tx.remove_password(account_id(1), &Identity::Root)).unwrap();
    assert!(remove());
    assert!(!remove());
    assert_eq!(hash(Identity::Root), None);
    assert!(hash(user).is_some());
}

fn a_rehash_changes_only_what_it_was_made_from(store: &SqlStore) {
    write(store, |tx| tx.put_password(account_id(1), &Identity::Root, &record("a", true))).unwrap();
    let rehash = |old: &'static str, new: &'static str| {
        write(store, move |tx| tx.rehash_password(account_id(1), &Identity::Root, old, new))
            .unwrap()
    };
    assert!(rehash("a", "b"));
    assert!(!rehash("a", "c"));
    let kept = read(store, |tx| tx.password(account_id(1), &Identity::Root)).unwrap().unwrap();
    assert_eq!((kept.hash.as_str(), kept.must_change, kept.set_at), ("b", true, at(7)));
}
