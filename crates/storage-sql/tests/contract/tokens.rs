//! What is kept under the hash of a token: sign-ins, sessions, set-up links.

use std::thread;

use identity::Identity;
use identity::session::SessionScope;
use identity::signin::{AfterPassword, AwaitPassword, PasswordVerdict, Pending, Subject};
use storage::{PendingRecord, SessionRecord, SetUpLink, SetUpPurpose, TokenHash};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    a_sign_in_moves_on_and_is_taken_once,
    sign_ins_are_removed_by_identity_and_by_age,
    a_session_comes_back_as_it_was_kept,
    a_renewed_session_answers_to_its_new_token_only,
    sessions_are_ended_one_by_one_and_together,
    sessions_are_listed_newest_first_and_purged_by_age,
    a_set_up_link_is_used_up_once,
    only_the_newest_link_of_a_purpose_works,
);

fn token(tag: u8) -> TokenHash {
    TokenHash([tag; 32])
}

fn pending(identity: Identity, has_factor: bool, seconds: i64) -> PendingRecord {
    let subject = Subject { account: account_id(1), identity };
    let verdict = PasswordVerdict::Right { subject, has_factor, must_change: true };
    let state = match AwaitPassword::begin().password(verdict) {
        AfterPassword::Factor(state) => Pending::Factor(state),
        AfterPassword::NewPassword(state) => Pending::NewPassword(state),
        other => panic!("{other:?}"),
    };
    PendingRecord { state, began: at(seconds) }
}

fn session(identity: Identity, seconds: i64) -> SessionRecord {
    SessionRecord {
        identity,
        began: at(seconds),
        last_seen: at(seconds + 1),
        password_at: at(seconds + 2),
        factor_at: Some(at(seconds + 3)),
        device: Some(serial("phone")),
        peer: "2001:db8::1".to_owned(),
        agent: "Mozilla/5.0 (X11) ü".to_owned(),
        scope: if seconds % 2 == 0 { SessionScope::Whole } else { SessionScope::Repair },
    }
}

fn a_sign_in_moves_on_and_is_taken_once(store: &SqlStore) {
    with_account(store);
    let (first, second) = (pending(Identity::Root, true, 0), pending(Identity::Root, false, 1));
    for record in [first, second] {
        let kept = record.clone();
        write(store, move |tx| tx.put_sign_in(account_id(1), &token(1), &kept)).unwrap();
        let found = read(store, |tx| tx.sign_in(account_id(1), &token(1))).unwrap();
        assert_eq!(found, Some(record));
    }
    assert_eq!(read(store, |tx| tx.sign_in(account_id(2), &token(1))).unwrap(), None);
    let takers: usize = thread::scope(|scope| {
        let take = || write(store, |tx| tx.remove_sign_in(account_id(1), &token(1))).unwrap();
        let callers: Vec<_> = (0..16).map(|_| scope.spawn(move || usize::from(take()))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert_eq!(takers, 1);
    assert_eq!(read(store, |tx| tx.sign_in(account_id(1), &token(1))).unwrap(), None);
}

fn sign_ins_are_removed_by_identity_and_by_age(store: &SqlStore) {
    write(store, |tx| {
        tx.put_sign_in(account_id(1), &token(1), &pending(Identity::Root, true, 0))?;
        tx.put_sign_in(account_id(1), &token(2), &pending(user(1, "x").identity(), true, 5))?;
        tx.put_sign_in(account_id(1), &token(3), &pending(user(2, "y").identity(), true, 9))?;
        tx.remove_sign_ins_of(account_id(1), &Identity::Root)
    })
    .unwrap();
    anywhere(store, |tx| tx.purge_sign_ins(at(9))).unwrap();
    let left = read(store, |tx| {
        [1, 2, 3]
            .iter()
            .map(|tag| Ok(tx.sign_in(account_id(1), &token(*tag))?.is_some()))
            .collect::<Result<Vec<_>, _>>()
    });
    assert_eq!(left.unwrap(), [false, false, true]);
}

fn add(store: &SqlStore, tag: u8, session: SessionRecord) {
    write(store, move |tx| tx.add_session(account_id(1), &token(tag), &session)).unwrap();
}

fn find(store: &SqlStore, tag: u8) -> Option<SessionRecord> {
    read(store, move |tx| tx.session(account_id(1), &token(tag))).unwrap()
}

fn a_session_comes_back_as_it_was_kept(store: &SqlStore) {
    let bare = SessionRecord { factor_at: None, device: None, ..session(Identity::Root, 0) };
    add(store, 1, session(Identity::Root, 0));
    add(store, 2, bare.clone());
    assert_eq!(find(store, 1), Some(session(Identity::Root, 0)));
    assert_eq!(find(store, 2), Some(bare));
    assert_eq!(find(store, 3), None);
    write(store, |tx| tx.touch_session(account_id(1), &token(1), at(60))).unwrap();
    assert_eq!(find(store, 1).unwrap().last_seen, at(60));
    let again =
        write(store, |tx| tx.add_session(account_id(1), &token(1), &session(Identity::Root, 0)));
    assert_eq!(conflict(again), "session");
}

fn a_renewed_session_answers_to_its_new_token_only(store: &SqlStore) {
    let old = SessionRecord { factor_at: None, device: None, ..session(Identity::Root, 0) };
    add(store, 1, old.clone());
    let renewed = SessionRecord { factor_at: Some(at(8)), device: Some(serial("key")), ..old };
    let changed = renewed.clone();
    let renew = move |tx: &mut dyn storage::Tx| {
        tx.renew_session(account_id(1), &token(1), &token(2), &changed)
    };
    assert!(write(store, renew.clone()).unwrap());
    assert!(!write(store, renew).unwrap());
    assert_eq!(find(store, 1), None);
    assert_eq!(find(store, 2), Some(renewed));
}

fn sessions_are_ended_one_by_one_and_together(store: &SqlStore) {
    for tag in 1..=4 {
        add(store, tag, session(Identity::Root, tag.into()));
    }
    add(store, 5, session(user(1, "x").identity(), 5));
    let end = || write(store, |tx| tx.remove_session(account_id(1), &token(1))).unwrap();
    assert!(end());
    assert!(!end());
    let end_all = |keep: Option<TokenHash>| {
        write(store, move |tx| tx.remove_sessions_of(account_id(1), &Identity::Root, keep.as_ref()))
            .unwrap()
    };
    assert_eq!(end_all(Some(token(3))), 2);
    assert!(find(store, 3).is_some());
    assert_eq!(end_all(None), 1);
    assert!(find(store, 5).is_some());
}

fn sessions_are_listed_newest_first_and_purged_by_age(store: &SqlStore) {
    for tag in 0..120 {
        add(store, tag, session(Identity::Root, (i64::from(tag) * 37) % 120));
    }
    let list = || read(store, |tx| tx.sessions_of(account_id(1), &Identity::Root)).unwrap();
    let seconds: Vec<_> = list().iter().map(|session| session.began).collect();
    assert_eq!(seconds, (20..120).rev().map(at).collect::<Vec<_>>());
    anywhere(store, |tx| tx.purge_sessions(at(110))).unwrap();
    assert_eq!(list().len(), 10);
}

fn a_set_up_link_is_used_up_once(store: &SqlStore) {
    let link = SetUpLink { purpose: SetUpPurpose::RootPassword(account_id(1)), expires: at(60) };
    let kept = link.clone();
    anywhere(store, move |tx| tx.add_set_up_link(&token(1), &kept)).unwrap();
    assert_eq!(read(store, |tx| tx.set_up_link(&token(1))).unwrap(), Some(link));
    assert_eq!(read(store, |tx| tx.set_up_link(&token(2))).unwrap(), None);
    let takers: usize = thread::scope(|scope| {
        let take = || anywhere(store, |tx| tx.remove_set_up_link(&token(1))).unwrap();
        let callers: Vec<_> = (0..16).map(|_| scope.spawn(move || usize::from(take()))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert_eq!(takers, 1);
}

fn only_the_newest_link_of_a_purpose_works(store: &SqlStore) {
    let purposes = [
        SetUpPurpose::FirstAccount,
        SetUpPurpose::RootPassword(account_id(1)),
        SetUpPurpose::RootPassword(account_id(2)),
    ];
    let kept = purposes.clone();
    anywhere(store, move |tx| {
        for (tag, purpose) in (0..).zip(&kept) {
            let link = SetUpLink { purpose: purpose.clone(), expires: at(60) };
            tx.add_set_up_link(&token(tag), &link)?;
        }
        tx.remove_set_up_links_for(&kept[1])
    })
    .unwrap();
    let left = read(store, |tx| {
        [0, 1, 2].iter().map(|tag| tx.set_up_link(&token(*tag))).collect::<Result<Vec<_>, _>>()
    });
    let left: Vec<_> =
        left.unwrap().into_iter().map(|link| link.map(|link| link.purpose)).collect();
    assert_eq!(left, [Some(purposes[0].clone()), None, Some(purposes[2].clone())]);
}
