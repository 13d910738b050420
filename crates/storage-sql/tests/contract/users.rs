//! IAM users.

use std::sync::Arc;

use identity::Identity;
use identity::drill::{Drill, Thing};
use identity::names::{GroupId, Path, PolicyId, UserName};
use identity::recovery_code::CodeHash;
use identity::session::SessionScope;
use identity::signin::{AfterPassword, AwaitPassword, PasswordVerdict, Pending, Subject};
use identity::user::User;
use storage::{
    CodesFor, EnrolmentDue, ListedUser, PasswordRecord, PendingRecord, ResetRequest, SessionRecord,
    StorageError, TokenHash, Tx,
};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    a_user_comes_back_as_it_was_kept,
    names_are_unique_without_regard_to_case,
    an_update_renames_moves_and_bounds,
    pages_follow_the_order_of_names,
    a_prefix_is_taken_literally,
    pages_follow_the_order_of_paths,
    lists_tell_when_passwords_were_last_used,
    users_with_a_policy_are_listed_by_name,
    removing_a_user_removes_all_of_it,
    the_same_name_may_live_in_two_accounts,
);

fn add(store: &SqlStore, names: &[&str]) {
    let users: Vec<User> = (0..).zip(names).map(|(number, name)| user(number, name)).collect();
    write(store, move |tx| users.iter().try_for_each(|user| tx.add_user(user))).unwrap();
}

fn names(users: Vec<User>) -> Vec<String> {
    users.into_iter().map(|user| user.name.as_str().to_owned()).collect()
}

fn page(store: &SqlStore, prefix: &'static str, after: Option<&str>, limit: u32) -> Vec<String> {
    let after: Option<UserName> = after.map(user_name);
    names(read(store, move |tx| tx.users(account_id(1), prefix, after.as_ref(), limit)).unwrap())
}

fn a_user_comes_back_as_it_was_kept(store: &SqlStore) {
    let kept = User {
        path: Path::parse("/a/b/").unwrap(),
        boundary: Some(policy(1)),
        ..user(7, "Alice.B+c=d,e@f-g_1")
    };
    let added = kept.clone();
    write(store, move |tx| tx.add_user(&added)).unwrap();
    let id = kept.id.clone();
    let found = read(store, move |tx| {
        assert_eq!(tx.user(account_id(1), &user(8, "x").id)?, None);
        assert_eq!(tx.user(account_id(2), &id)?, None);
        let by_name = tx.user_by_name(account_id(1), &user_name("ALICE.b+C=d,e@f-g_1"))?;
        assert_eq!(by_name, tx.user(account_id(1), &id)?);
        Ok(by_name)
    });
    assert_eq!(found.unwrap(), Some(kept));
}

fn names_are_unique_without_regard_to_case(store: &SqlStore) {
    add(store, &["Alice", "bob"]);
    assert_eq!(conflict(write(store, |tx| tx.add_user(&user(9, "aLICE")))), "user name");
    assert_eq!(conflict(write(store, |tx| tx.update_user(&user(1, "ALICE")))), "user name");
    assert_eq!(conflict(write(store, |tx| tx.update_user(&user(9, "carol")))), "user");
    // A name may change its own case, and a conflict can be answered in the
    // transaction that met it.
    let renamed = write(store, |tx| {
        let what = conflict(tx.add_user(&user(9, "BOB")));
        assert_eq!(what, "user name");
        tx.update_user(&user(0, "ALICE"))?;
        tx.user_by_name(account_id(1), &user_name("alice"))
    });
    assert_eq!(renamed.unwrap().unwrap().name.as_str(), "ALICE");
}

fn policy(tag: u8) -> PolicyId {
    PolicyId::from_random([tag; 17])
}

fn an_update_renames_moves_and_bounds(store: &SqlStore) {
    add(store, &["alice"]);
    let moved = |created| User {
        path: Path::parse("/x/").unwrap(),
        boundary: Some(policy(2)),
        created,
        ..user(0, "Anna")
    };
    write(store, move |tx| tx.update_user(&moved(at(99)))).unwrap();
    let (old, new) = read(store, |tx| {
        let old = tx.user_by_name(account_id(1), &user_name("alice"))?;
        Ok((old, tx.user_by_name(account_id(1), &user_name("anna"))?))
    })
    .unwrap();
    assert_eq!(old, None);
    // The time of its making stays.
    assert_eq!(new, Some(moved(at(0))));
}

fn pages_follow_the_order_of_paths(store: &SqlStore) {
    let placed =
        |number, path: &str, name| User { path: Path::parse(path).unwrap(), ..user(number, name) };
    let users = [
        placed(1, "/", "top"),
        placed(2, "/a/", "zoe"),
        placed(3, "/a/", "Bob"),
        placed(4, "/a/b/", "alice"),
        placed(5, "/b/", "carol"),
    ];
    write(store, move |tx| users.iter().try_for_each(|user| tx.add_user(user))).unwrap();
    let page = |path: &'static str, after: Option<(&'static str, &'static str)>, limit| {
        let after = after.map(|(path, name)| (path, user_name(name)));
        names(
            read(store, move |tx| {
                let after = after.as_ref().map(|(path, name)| (*path, name));
                let found = tx.users_by_path(account_id(1), path, after, limit)?;
                Ok(found.iter().map(|listed| listed.user.clone()).collect())
            })
            .unwrap(),
        )
    };
    assert_eq!(page("/a/", None, 9), ["Bob", "zoe", "alice"]);
    assert_eq!(page("/a/", None, 2), ["Bob", "zoe"]);
    assert_eq!(page("/a/", Some(("/a/", "zoe")), 2), ["alice"]);
    assert_eq!(page("/a", None, 9), ["Bob", "zoe", "alice"]);
    assert_eq!(page("/", None, 9), ["top", "Bob", "zoe", "alice", "carol"]);
    assert_eq!(page("/c/", None, 9), [""; 0]);
}

fn lists_tell_when_passwords_were_last_used(store: &SqlStore) {
    write(store, |tx| {
        let (account, group) = (account_id(1), GroupId::from_random([1; 17]));
        let mut wanted = Vec::new();
        for number in 0..120_u8 {
            let place = if number % 2 == 0 { "/" } else { "/a/" };
            let name = format!("User-{number:03}");
            let user = User { path: Path::parse(place).unwrap(), ..user(number, &name) };
            tx.add_user(&user)?;
            tx.add_member(account, &group, &user.id)?;
            // The same id in another account has a password of its own.
            let elsewhere = account_id(2);
            tx.add_user(&User { account: elsewhere, ..user.clone() })?;
            let identity = user.identity();
            let record = PasswordRecord { hash: "h".into(), must_change: false, set_at: at(1) };
            tx.put_password(elsewhere, &identity, &record)?;
            tx.note_password_use(elsewhere, &identity, at(9999))?;
            if number % 3 < 2 {
                tx.put_password(account, &identity, &record)?;
            }
            if number % 3 == 0 {
                tx.note_password_use(account, &identity, at(number.into()))?;
            }
            let password_last_used = (number % 3 == 0).then(|| at(number.into()));
            wanted.push(Arc::new(ListedUser { arn: user.arn(), user, password_last_used }));
        }
        let all = tx.listed_users(account, None, 200)?;
        assert_eq!(all, wanted);
        let name = user_name("uSER-007");
        assert_eq!(tx.listed_users(account, Some(&name), 100)?, wanted[8..108]);
        let below = tx.users_by_path(account, "/a/", None, 200)?;
        let odd: Vec<Arc<ListedUser>> = wanted.iter().skip(1).step_by(2).cloned().collect();
        assert_eq!(below, odd);
        let after = Some(("/a/", &name));
        assert_eq!(tx.users_by_path(account, "/", after, 200)?, odd[4..]);
        let mut members = tx.members(account, &group, "", 200)?;
        members.sort_by_key(|one| one.user.name.key());
        assert!(members.iter().eq(wanted.iter().map(|one| &**one)));
        Ok(())
    })
    .unwrap();
}

fn pages_follow_the_order_of_names(store: &SqlStore) {
    add(store, &["b", "A", "c", "a-b", "a_b", "a+b", "AB", "a1"]);
    let all = page(store, "", None, 100);
    assert_eq!(all, ["A", "a+b", "a-b", "a1", "a_b", "AB", "b", "c"]);
    let mut paged = page(store, "", None, 3);
    while let Some(last) = paged.last().cloned() {
        let next = page(store, "", Some(&last), 3);
        if next.is_empty() {
            break;
        }
        paged.extend(next);
    }
    assert_eq!(paged, all);
    assert_eq!(read(store, |tx| tx.count_users(account_id(1))).unwrap(), 8);
    assert_eq!(read(store, |tx| tx.count_users(account_id(2))).unwrap(), 0);
}

fn a_prefix_is_taken_literally(store: &SqlStore) {
    add(store, &["al", "Alice", "ALIEN", "am", "a_x", "alz", "ak"]);
    assert_eq!(page(store, "AL", None, 9), ["al", "Alice", "ALIEN", "alz"]);
    assert_eq!(page(store, "al", Some("alice"), 9), ["ALIEN", "alz"]);
    assert_eq!(page(store, "al", Some("aa"), 1), ["al"]);
    assert_eq!(page(store, "al", Some("b"), 9), [""; 0]);
    assert_eq!(page(store, "a_", None, 9), ["a_x"]);
    for nothing in ["%", "_", "a%", "'", "ä", "al ", "a\0", "\u{7f}", "alicee"] {
        assert_eq!(page(store, nothing, None, 9), [""; 0], "{nothing:?}");
    }
}

fn users_with_a_policy_are_listed_by_name(store: &SqlStore) {
    add(store, &["zoe", "mallory", "Bob", "carol"]);
    let group = GroupId::from_random([9; 17]);
    let made = group.clone();
    write(store, move |tx| {
        for number in [0, 2] {
            tx.attach_policy(account_id(1), user(number, "x").id.as_str(), &policy(1))?;
        }
        tx.attach_policy(account_id(1), made.as_str(), &policy(1))?;
        tx.add_member(account_id(1), &made, &user(3, "x").id)?;
        tx.add_member(account_id(1), &made, &user(2, "x").id).map(drop)
    })
    .unwrap();
    let list = |limit| {
        let found = read(store, move |tx| tx.users_with_policy(account_id(1), &policy(1), limit));
        names(found.unwrap())
    };
    assert_eq!(list(9), ["Bob", "carol", "zoe"]);
    assert_eq!(list(1), ["Bob"]);
    let has = |number| {
        let id = user(number, "x").id;
        read(store, move |tx| tx.user_has_policy(account_id(1), &id, &policy(1))).unwrap()
    };
    assert_eq!([0, 1, 2, 3].map(has), [true, false, true, true]);
    write(store, move |tx| {
        tx.detach_policy(account_id(1), user(0, "x").id.as_str(), &policy(1))?;
        tx.remove_member(account_id(1), &group, &user(3, "x").id).map(drop)
    })
    .unwrap();
    assert_eq!(list(9), ["Bob"]);
}

fn fill(tx: &mut dyn Tx, user: &User, tag: u8) -> Result<(), StorageError> {
    let (account, identity) = (user.account, user.identity());
    let password = PasswordRecord { hash: "h".into(), must_change: false, set_at: at(0) };
    tx.put_password(account, &identity, &password)?;
    tx.put_sign_in(account, &TokenHash([tag; 32]), &pending(&identity))?;
    tx.add_session(account, &TokenHash([tag; 32]), &session(&identity))?;
    tx.put_recovery_codes(account, &identity, &[CodeHash([tag; 32])], CodesFor::NewSet, at(0))?;
    tx.put_enrolment_due(account, &identity, EnrolmentDue { until: None })?;
    let asked_by = Identity::Root;
    let request = ResetRequest { user: user.id.clone(), asked_by, asked_at: at(0) };
    tx.put_reset_request(account, &request)?;
    let codes = Thing::RecoveryCodes;
    tx.put_drill(account, &identity, &Drill { lost: codes.clone(), way: codes, at: at(0) })?;
    tx.add_device(&device(&format!("device-{tag}"), &identity))
}

fn kept(tx: &mut dyn Tx, user: &User, tag: u8) -> Result<[bool; 9], StorageError> {
    let (account, identity) = (user.account, user.identity());
    Ok([
        tx.user(account, &user.id)?.is_some(),
        tx.password(account, &identity)?.is_some(),
        tx.sign_in(account, &TokenHash([tag; 32]))?.is_some(),
        !tx.sessions_of(account, &identity)?.is_empty(),
        !tx.devices_of(account, &identity)?.is_empty(),
        !tx.recovery_codes(account, &identity)?.is_empty(),
        tx.enrolment_due(account, &identity)?.is_some(),
        tx.reset_request(account, &user.id)?.is_some(),
        !tx.drills(account, &identity)?.is_empty(),
    ])
}

fn removing_a_user_removes_all_of_it(store: &SqlStore) {
    add(store, &["alice", "bob"]);
    let (alice, bob) = (user(0, "alice"), user(1, "bob"));
    write(store, move |tx| {
        fill(tx, &alice, 1)?;
        fill(tx, &bob, 2)
    })
    .unwrap();
    let remove = || write(store, |tx| tx.remove_user(account_id(1), &user(0, "alice").id));
    assert!(remove().unwrap());
    assert!(!remove().unwrap());
    let (alice, bob) =
        read(store, |tx| Ok((kept(tx, &user(0, "alice"), 1)?, kept(tx, &user(1, "bob"), 2)?)))
            .unwrap();
    assert_eq!((alice, bob), ([false; 9], [true; 9]));
    // Name, serial and name of the device are free again.
    write(store, |tx| {
        tx.add_user(&user(5, "alice"))?;
        tx.add_device(&device("device-1", &Identity::Root))
    })
    .unwrap();
}

fn pending(identity: &Identity) -> PendingRecord {
    let subject = Subject { account: account_id(1), identity: identity.clone() };
    let verdict = PasswordVerdict::Right { subject, has_factor: true, must_change: false };
    let AfterPassword::Factor(state) = AwaitPassword::begin().password(verdict) else { panic!() };
    PendingRecord { state: Pending::Factor(state), began: at(0) }
}

fn session(identity: &Identity) -> SessionRecord {
    SessionRecord {
        identity: identity.clone(),
        began: at(0),
        last_seen: at(0),
        password_at: at(0),
        factor_at: None,
        device: None,
        peer: String::new(),
        agent: String::new(),
        scope: SessionScope::Whole,
    }
}

fn the_same_name_may_live_in_two_accounts(store: &SqlStore) {
    add(store, &["alice"]);
    let other = User { account: account_id(2), ..user(0, "alice") };
    write_in(store, account_id(2), move |tx| tx.add_user(&other)).unwrap();
    write_in(store, account_id(2), |tx| tx.remove_user(account_id(2), &user(0, "alice").id))
        .unwrap();
    assert_eq!(page(store, "", None, 9), ["alice"]);
}
