//! Devices, and the spending of their codes.

use std::thread;

use identity::Identity;
use identity::device::{Device, DeviceClock, DeviceState};
use identity::names::{DeviceName, SerialNumber};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    a_device_comes_back_as_it_was_kept,
    serials_and_names_are_unique_without_regard_to_case,
    of_many_at_once_one_spends_a_counter,
    nothing_at_or_below_a_spent_counter_is_spent,
    learning_replaces_the_offset_with_the_counter,
    a_device_is_assigned_once,
    a_suspended_device_spends_nothing_until_it_is_resumed,
    a_renamed_device_keeps_its_serial,
    owners_are_told_of_the_end_of_a_devices_time,
    devices_of_an_identity_are_listed_oldest_first,
    unconfirmed_devices_are_cleared_away,
);

fn add(store: &SqlStore, device: Device) {
    write(store, move |tx| tx.add_device(&device)).unwrap();
}

fn name(text: &str) -> DeviceName {
    DeviceName::parse(text).unwrap()
}

fn unconfirmed(name: &str) -> Device {
    Device {
        state: DeviceState::Unconfirmed { owner: Identity::Root },
        ..device(name, &Identity::Root)
    }
}

fn clock(store: &SqlStore, name: &'static str) -> Option<DeviceClock> {
    read(store, move |tx| tx.device_clock(account_id(1), &serial(name))).unwrap()
}

fn spend(store: &SqlStore, counter: u64, learn: Option<i64>) -> bool {
    write(store, move |tx| tx.spend_counter(account_id(1), &serial("phone"), counter, learn, at(5)))
        .unwrap()
}

fn a_device_comes_back_as_it_was_kept(store: &SqlStore) {
    let mut kept = device("Phone", &user(3, "x").identity());
    kept.clock = DeviceClock { offset: -7, spent: Some(56_666_666) };
    kept.last_used = Some(at(9));
    kept.sealed_seed = (0..=255).collect();
    kept.expires = Some(at(11));
    add(store, kept.clone());
    let other_case = SerialNumber::parse(&serial("phone").as_str().to_uppercase()).unwrap();
    let found = read(store, move |tx| tx.device(account_id(1), &other_case)).unwrap().unwrap();
    assert_eq!(format!("{:?}", found.serial), format!("{:?}", kept.serial));
    assert_eq!((found.account, found.name, found.kind), (kept.account, kept.name, kept.kind));
    assert_eq!((found.state, found.sealed_seed), (kept.state, kept.sealed_seed));
    assert_eq!(found.expires, kept.expires);
    assert_eq!((found.clock, found.created), (kept.clock, kept.created));
    assert_eq!(found.last_used, kept.last_used);
    add(store, unconfirmed("waiting"));
    let found = read(store, |tx| tx.device(account_id(1), &serial("waiting"))).unwrap().unwrap();
    assert_eq!(found.state, DeviceState::Unconfirmed { owner: Identity::Root });
    assert_eq!((found.clock, found.last_used), (DeviceClock::default(), None));
    assert!(read(store, |tx| tx.device(account_id(2), &serial("phone"))).unwrap().is_none());
}

fn serials_and_names_are_unique_without_regard_to_case(store: &SqlStore) {
    add(store, unconfirmed("phone"));
    let add = |device: Device| conflict(write(store, move |tx| tx.add_device(&device)));
    assert_eq!(add(device("PHONE", &Identity::Root)), "serial number");
    let same_name = Device { serial: serial("other"), ..device("Phone", &Identity::Root) };
    assert_eq!(add(same_name), "device name");
    let same_serial = Device { name: name("other"), ..device("phone", &Identity::Root) };
    assert_eq!(add(same_serial), "serial number");
}

fn of_many_at_once_one_spends_a_counter(store: &SqlStore) {
    with_account(store);
    add(store, device("phone", &Identity::Root));
    for counter in 100..105 {
        let winners: usize = thread::scope(|scope| {
            let callers: Vec<_> =
                (0..64).map(|_| scope.spawn(|| usize::from(spend(store, counter, None)))).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).sum()
        });
        assert_eq!(winners, 1);
    }
}

fn nothing_at_or_below_a_spent_counter_is_spent(store: &SqlStore) {
    add(store, device("phone", &Identity::Root));
    assert!(spend(store, 0, None));
    assert!(!spend(store, 0, None));
    assert!(spend(store, 100, None));
    for counter in [0, 1, 99, 100] {
        assert!(!spend(store, counter, Some(9)));
    }
    assert_eq!(clock(store, "phone"), Some(DeviceClock { offset: 0, spent: Some(100) }));
    assert!(spend(store, 101, None));
    assert!(spend(store, i64::MAX.unsigned_abs(), None));
    assert!(
        write(store, |tx| {
            tx.spend_counter(account_id(1), &serial("phone"), u64::MAX, None, at(5))
        })
        .is_err()
    );
    assert!(
        !write(store, |tx| { tx.spend_counter(account_id(1), &serial("nothing"), 1, None, at(5)) })
            .unwrap()
    );
}

fn learning_replaces_the_offset_with_the_counter(store: &SqlStore) {
    add(store, device("phone", &Identity::Root));
    assert!(spend(store, 10, Some(-3)));
    assert_eq!(clock(store, "phone"), Some(DeviceClock { offset: -3, spent: Some(10) }));
    assert!(spend(store, 11, None));
    assert_eq!(clock(store, "phone"), Some(DeviceClock { offset: -3, spent: Some(11) }));
    assert_eq!(clock(store, "nothing"), None);
    let found = read(store, |tx| tx.device(account_id(1), &serial("phone"))).unwrap().unwrap();
    assert_eq!(found.last_used, Some(at(5)));
}

fn a_device_is_assigned_once(store: &SqlStore) {
    add(store, unconfirmed("phone"));
    let assign = |name: &'static str| {
        write(store, move |tx| {
            tx.assign_device(account_id(1), &serial(name), &Identity::Root, &[9], at(3))
        })
        .unwrap()
    };
    let count = || read(store, |tx| tx.count_devices(account_id(1), &Identity::Root)).unwrap();
    assert_eq!(count(), 0);
    assert!(assign("phone"));
    assert!(!assign("phone"));
    assert!(!assign("nothing"));
    assert_eq!(count(), 1);
    let found = read(store, |tx| tx.device(account_id(1), &serial("phone"))).unwrap().unwrap();
    assert_eq!(
        found.state,
        DeviceState::Assigned { owner: Identity::Root, since: at(3), suspended: None }
    );
}

fn a_suspended_device_spends_nothing_until_it_is_resumed(store: &SqlStore) {
    add(store, device("phone", &Identity::Root));
    add(store, unconfirmed("waiting"));
    let suspend = |name: &'static str, since: Option<i64>| {
        write(store, move |tx| tx.suspend_device(account_id(1), &serial(name), since.map(at)))
            .unwrap()
    };
    let count = || read(store, |tx| tx.count_devices(account_id(1), &Identity::Root)).unwrap();
    assert!(!suspend("phone", None), "it is not suspended");
    assert!(suspend("phone", Some(7)));
    assert!(!suspend("phone", Some(8)), "the first moment stays");
    assert!(!suspend("waiting", Some(7)) && !suspend("nothing", Some(7)));
    let found = read(store, |tx| tx.device(account_id(1), &serial("phone"))).unwrap().unwrap();
    let owner = Identity::Root;
    assert_eq!(found.state, DeviceState::Assigned { owner, since: at(1), suspended: Some(at(7)) });
    assert!(!spend(store, 100, None));
    assert_eq!(count(), 1, "a second factor is needed all the same");
    assert!(suspend("phone", None));
    assert!(spend(store, 100, None));

    // Whoever gets the device next does not inherit the suspension.
    assert!(suspend("phone", Some(9)));
    let found = write(store, |tx| {
        tx.release_device(account_id(1), &serial("phone"), &[1])?;
        tx.assign_device(account_id(1), &serial("phone"), &Identity::Root, &[2], at(10))?;
        tx.device(account_id(1), &serial("phone"))
    });
    assert!(!found.unwrap().unwrap().is_suspended());
}

fn owners_are_told_of_the_end_of_a_devices_time(store: &SqlStore) {
    let day = |day: i64| at(86_400 * day);
    let told = |today: i64| {
        let due = read(store, move |tx| tx.expiring_devices(day(today), 9)).unwrap();
        due.into_iter().map(|(_, serial)| serial.key()).collect::<Vec<_>>()
    };
    let state = DeviceState::Unassigned;
    for (name, expires) in [("early", Some(day(100))), ("late", Some(day(101))), ("never", None)] {
        add(store, Device { state: state.clone(), expires, ..device(name, &Identity::Root) });
    }
    assert!(told(500).is_empty(), "they are nobody's");
    let assign = |name: &'static str| {
        write(store, move |tx| {
            tx.assign_device(account_id(1), &serial(name), &Identity::Root, b"seed", day(1))
        })
        .unwrap()
    };
    assert!(["late", "never", "early"].map(assign).iter().all(|assigned| *assigned));
    let (early, late) = (serial("early").key(), serial("late").key());
    assert!(told(39).is_empty());
    assert_eq!(told(40), std::slice::from_ref(&early));
    assert_eq!(told(41), [early, late.clone()], "who waits longest first");
    let done = |today: i64, next: Option<i64>| {
        write(store, move |tx| {
            tx.expiry_told(account_id(1), &serial("early"), day(today), next.map(day))
        })
        .unwrap()
    };
    assert!(done(41, Some(86)));
    assert!(!done(41, Some(86)), "another node was faster");
    assert_eq!(told(41), std::slice::from_ref(&late));
    assert!(done(86, None) && !done(500, None));
    assert_eq!(told(500), [late]);
    let release = |tx: &mut dyn storage::Tx| tx.release_device(account_id(1), &serial("late"), b"");
    assert!(write(store, release).unwrap());
    assert!(told(500).is_empty());
}

fn a_renamed_device_keeps_its_serial(store: &SqlStore) {
    add(store, device("phone", &Identity::Root));
    add(store, device("laptop", &Identity::Root));
    let rename = |from: &'static str, to: &'static str| {
        write(store, move |tx| tx.rename_device(account_id(1), &serial(from), &name(to)))
    };
    assert!(rename("phone", "Work").unwrap());
    assert!(rename("phone", "WORK").unwrap());
    assert_eq!(conflict(rename("laptop", "work")), "device name");
    assert!(!rename("nothing", "free").unwrap());
    assert!(!rename("nothing", "work").unwrap());
    let found = read(store, |tx| tx.device(account_id(1), &serial("phone"))).unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.serial), ("WORK", serial("phone")));
}

fn devices_of_an_identity_are_listed_oldest_first(store: &SqlStore) {
    let other = user(1, "x").identity();
    add(store, Device { created: at(3), ..device("c", &Identity::Root) });
    add(store, Device { created: at(1), ..unconfirmed("b") });
    add(store, Device { created: at(2), ..device("a", &Identity::Root) });
    add(store, device("x", &other));
    let names = || -> Vec<String> {
        let found = read(store, |tx| tx.devices_of(account_id(1), &Identity::Root)).unwrap();
        found.iter().map(|device| device.name.as_str().to_owned()).collect()
    };
    assert_eq!(names(), ["b", "a", "c"]);
    let remove = || write(store, |tx| tx.remove_device(account_id(1), &serial("a"))).unwrap();
    assert!(remove());
    assert!(!remove());
    assert_eq!(names(), ["b", "c"]);
}

fn unconfirmed_devices_are_cleared_away(store: &SqlStore) {
    add(store, Device { created: at(1), ..unconfirmed("old") });
    add(store, Device { created: at(2), ..unconfirmed("young") });
    add(store, Device { created: at(1), ..device("used", &Identity::Root) });
    write(store, |tx| tx.remove_unconfirmed_devices(account_id(2), at(9))).unwrap();
    write(store, |tx| tx.remove_unconfirmed_devices(account_id(1), at(2))).unwrap();
    assert_eq!(clock(store, "old"), None);
    assert!(clock(store, "young").is_some());
    assert!(clock(store, "used").is_some());
}
