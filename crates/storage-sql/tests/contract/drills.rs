//! Drills that ended well.

use identity::Identity;
use identity::drill::{Drill, Thing};
use identity::names::SerialNumber;
use storage_sql::SqlStore;

use crate::support::*;

contract!(the_last_drill_about_a_thing_is_kept_for_each_identity,);

fn drill(lost: Thing, way: Thing, seconds: i64) -> Drill {
    Drill { lost, way, at: at(seconds) }
}

fn phone() -> Thing {
    Thing::Device(SerialNumber::parse("arn:aws:iam::100000000001:mfa/phone").unwrap())
}

fn the_last_drill_about_a_thing_is_kept_for_each_identity(store: &SqlStore) {
    let alice = user(0, "alice").identity();
    let put = |identity: &Identity, drill: Drill| {
        let identity = identity.clone();
        write(store, move |tx| tx.put_drill(account_id(1), &identity, &drill)).unwrap();
    };
    put(&Identity::Root, drill(phone(), Thing::RecoveryCodes, 1));
    put(&Identity::Root, drill(Thing::RecoveryCodes, phone(), 2));
    put(&alice, drill(phone(), Thing::RecoveryCodes, 3));
    let later = drill(phone(), Thing::RecoveryCodes, 4);
    put(&Identity::Root, later.clone());
    let kept = |account: u64, identity: Identity| {
        read(store, move |tx| tx.drills(account_id(account), &identity)).unwrap()
    };
    let expected = [later, drill(Thing::RecoveryCodes, phone(), 2)];
    assert_eq!(kept(1, Identity::Root), expected);
    assert_eq!(kept(1, alice).len(), 1);
    assert!(kept(2, Identity::Root).is_empty());
}
