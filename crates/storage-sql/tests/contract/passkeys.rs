//! Passkeys, the uniqueness of their ids, and challenges.

use std::thread;

use identity::Identity;
use identity::device::{ChallengePurpose, Device, DeviceKind, DeviceState, Passkey};
use identity::names::{DeviceName, SerialNumber};
use storage::{OpenChallenge, StorageError, TokenHash};
use storage_sql::SqlStore;
use webauthn::{Attachment, Credential, PublicKey, Transport};

use crate::support::*;

contract!(
    a_passkey_comes_back_as_it_was_kept,
    a_credential_belongs_to_one_device_in_the_whole_store,
    passkeys_go_with_their_devices_and_their_users,
    counters_go_forward_or_stay_at_nothing,
    of_many_at_once_one_moves_a_counter_on,
    a_challenge_comes_back_as_it_was_kept_and_is_taken_once,
    of_many_at_once_one_takes_a_challenge,
    the_newest_challenges_of_a_holder_are_kept,
    old_challenges_are_cleared_away,
);

fn key_serial(name: &str) -> SerialNumber {
    SerialNumber::of_passkey(account_id(1), None, &DeviceName::parse(name).unwrap(), [1; 16])
}

fn key_device(name: &str, owner: &Identity) -> Device {
    Device {
        serial: key_serial(name),
        kind: DeviceKind::Passkey,
        sealed_seed: Vec::new(),
        ..device(name, owner)
    }
}

fn passkey(name: &str, id: u8) -> Passkey {
    Passkey {
        serial: key_serial(name),
        credential: Credential {
            id: vec![id; 40],
            key: PublicKey::from_bytes(vec![0xa5, 0, 255]),
            sign_count: 4_294_967_290,
            user_verified: true,
            backup_eligible: true,
            backed_up: false,
            transports: vec![Transport::Hybrid, Transport::Internal],
            attachment: Some(Attachment::Platform),
            aaguid: [id; 16],
        },
    }
}

fn add(store: &SqlStore, name: &'static str, id: u8, owner: &Identity) -> Result<(), StorageError> {
    let owner = owner.clone();
    write(store, move |tx| {
        tx.add_device(&key_device(name, &owner))?;
        tx.add_passkey(account_id(1), &passkey(name, id))
    })
}

/// Looks at the store as an operator does; one in memory cannot be looked at.
fn assert_sound(store: &SqlStore) {
    match store.check() {
        Ok(_) | Err(storage_sql::OpenError::Unavailable(_)) => {}
        Err(other) => panic!("{other}"),
    }
}

fn a_passkey_comes_back_as_it_was_kept(store: &SqlStore) {
    add(store, "key", 1, &Identity::Root).unwrap();
    let mut plain = passkey("plain", 2);
    plain.credential.transports = Vec::new();
    plain.credential.attachment = None;
    let kept = plain.clone();
    write(store, move |tx| {
        tx.add_device(&Device { created: at(9), ..key_device("plain", &Identity::Root) })?;
        tx.add_passkey(account_id(1), &kept)
    })
    .unwrap();
    let found = read(store, |tx| tx.passkeys_of(account_id(1), &Identity::Root)).unwrap();
    assert_eq!(found, [passkey("key", 1), plain]);
    let one = read(store, |tx| tx.passkey(account_id(1), &key_serial("KEY"))).unwrap();
    assert_eq!(one, Some(passkey("key", 1)));
    assert_eq!(read(store, |tx| tx.passkey(account_id(2), &key_serial("key"))).unwrap(), None);
    let waiting = Device {
        state: DeviceState::Unconfirmed { owner: Identity::Root },
        ..key_device("waiting", &Identity::Root)
    };
    write(store, move |tx| tx.add_device(&waiting)).unwrap();
    let devices = read(store, |tx| tx.devices_of(account_id(1), &Identity::Root)).unwrap();
    assert!(devices.iter().all(|device| device.kind == DeviceKind::Passkey));
    assert_sound(store);
}

fn a_credential_belongs_to_one_device_in_the_whole_store(store: &SqlStore) {
    add(store, "key", 1, &Identity::Root).unwrap();
    let taken = add(store, "other", 1, &user(3, "x").identity()).unwrap_err();
    assert!(matches!(taken, StorageError::Conflict { what: "passkey" }), "{taken:?}");
    let elsewhere =
        write_in(store, account_id(2), |tx| tx.add_passkey(account_id(2), &passkey("key", 1)));
    assert!(matches!(elsewhere, Err(StorageError::Conflict { what: "passkey" })));
    let devices = read(store, |tx| tx.devices_of(account_id(1), &user(3, "x").identity())).unwrap();
    assert!(devices.is_empty(), "nothing of the refused one is left");
}

fn passkeys_go_with_their_devices_and_their_users(store: &SqlStore) {
    add(store, "key", 1, &Identity::Root).unwrap();
    write(store, |tx| tx.remove_device(account_id(1), &key_serial("key"))).unwrap();
    assert_eq!(read(store, |tx| tx.passkey(account_id(1), &key_serial("key"))).unwrap(), None);
    let alice = user(3, "alice");
    let identity = alice.identity();
    write(store, move |tx| tx.add_user(&alice)).unwrap();
    add(store, "key", 1, &identity).unwrap();
    write(store, |tx| tx.remove_user(account_id(1), &user(3, "alice").id)).unwrap();
    assert_eq!(read(store, |tx| tx.passkey(account_id(1), &key_serial("key"))).unwrap(), None);
    add(store, "key", 1, &Identity::Root).unwrap();
    assert_sound(store);
}

fn note(store: &SqlStore, name: &'static str, count: u32, copied: bool) -> bool {
    write(store, move |tx| {
        tx.note_passkey_use(account_id(1), &key_serial(name), count, copied, at(7))
    })
    .unwrap()
}

fn counters_go_forward_or_stay_at_nothing(store: &SqlStore) {
    add(store, "key", 1, &Identity::Root).unwrap();
    assert!(!note(store, "key", 4_294_967_290, true), "the same is no growth");
    assert!(!note(store, "key", 0, true));
    assert!(note(store, "key", u32::MAX, true));
    let found = read(store, |tx| tx.passkey(account_id(1), &key_serial("key"))).unwrap().unwrap();
    assert_eq!((found.credential.sign_count, found.credential.backed_up), (u32::MAX, true));
    let used = read(store, |tx| tx.device(account_id(1), &key_serial("key"))).unwrap().unwrap();
    assert_eq!(used.last_used, Some(at(7)));
    assert!(!note(store, "missing", 1, false));

    let mut silent = passkey("silent", 2);
    silent.credential.sign_count = 0;
    write(store, move |tx| {
        tx.add_device(&key_device("silent", &Identity::Root))?;
        tx.add_passkey(account_id(1), &silent)
    })
    .unwrap();
    assert!(note(store, "silent", 0, false) && note(store, "silent", 0, false));
    assert!(note(store, "silent", 1, false));
    assert!(!note(store, "silent", 0, false), "who counts goes on counting");
}

fn of_many_at_once_one_moves_a_counter_on(store: &SqlStore) {
    let mut low = passkey("key", 1);
    low.credential.sign_count = 4;
    write(store, move |tx| {
        tx.add_device(&key_device("key", &Identity::Root))?;
        tx.add_passkey(account_id(1), &low)
    })
    .unwrap();
    let moved: usize = thread::scope(|scope| {
        let tries: Vec<_> = (0..16).map(|_| scope.spawn(|| note(store, "key", 5, false))).collect();
        tries.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
    });
    assert_eq!(moved, 1);
}

fn challenge(tag: u8, holder: u8, began: i64) -> OpenChallenge {
    OpenChallenge {
        challenge: [tag; 32],
        holder: TokenHash([holder; 32]),
        identity: Identity::Root,
        purpose: ChallengePurpose::SignIn,
        device: None,
        began: at(began),
    }
}

fn put(store: &SqlStore, kept: OpenChallenge) {
    write(store, move |tx| tx.put_challenge(account_id(1), &kept, 3)).unwrap();
}

fn is_open(store: &SqlStore, tag: u8) -> bool {
    read(store, move |tx| tx.challenge(account_id(1), &[tag; 32])).unwrap().is_some()
}

fn take(store: &SqlStore, tag: u8) -> bool {
    write(store, move |tx| tx.take_challenge(account_id(1), &[tag; 32])).unwrap()
}

fn a_challenge_comes_back_as_it_was_kept_and_is_taken_once(store: &SqlStore) {
    let kept = OpenChallenge {
        identity: user(3, "x").identity(),
        purpose: ChallengePurpose::Register,
        device: Some(key_serial("key")),
        ..challenge(1, 2, 3)
    };
    put(store, kept.clone());
    let found = read(store, |tx| tx.challenge(account_id(1), &[1; 32])).unwrap();
    assert_eq!(found, Some(kept));
    assert_eq!(read(store, |tx| tx.challenge(account_id(2), &[1; 32])).unwrap(), None);
    assert!(take(store, 1) && !take(store, 1) && !is_open(store, 1));
}

fn of_many_at_once_one_takes_a_challenge(store: &SqlStore) {
    put(store, challenge(1, 2, 3));
    let taken: usize = thread::scope(|scope| {
        let tries: Vec<_> = (0..16).map(|_| scope.spawn(|| take(store, 1))).collect();
        tries.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
    });
    assert_eq!(taken, 1);
}

fn the_newest_challenges_of_a_holder_are_kept(store: &SqlStore) {
    put(store, challenge(90, 9, 0));
    for tag in 1..=5 {
        put(store, challenge(tag, 2, i64::from(tag)));
    }
    let open: Vec<u8> = (1..=5).filter(|tag| is_open(store, *tag)).collect();
    assert_eq!(open, [3, 4, 5]);
    assert!(is_open(store, 90), "another holder's is not touched");
}

fn old_challenges_are_cleared_away(store: &SqlStore) {
    put(store, challenge(1, 1, 10));
    put(store, challenge(2, 1, 11));
    write(store, |tx| tx.purge_challenges(at(11))).unwrap();
    assert!(!is_open(store, 1) && is_open(store, 2));
}
