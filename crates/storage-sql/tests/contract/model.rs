//! Random operations, compared with a model that is a map in memory.

use std::collections::BTreeMap;

use identity::Identity;
use identity::device::{Device, DeviceClock, DeviceState};
use identity::names::DeviceName;
use identity::throttle::Attempts;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storage::{StorageError, ThrottleKey, Tx};
use storage_sql::SqlStore;

use crate::support::*;

contract!(any_sequence_of_operations_agrees_with_the_model);

#[derive(Clone, Debug)]
enum Op {
    Add { serial: u8, name: u8 },
    Spend { serial: u8, counter: u64, learn: Option<i64> },
    Assign { serial: u8 },
    Rename { serial: u8, name: u8 },
    Remove { serial: u8 },
    Put { key: u8, failures: u32 },
    Clear { key: u8 },
}

fn op() -> impl Strategy<Value = Op> {
    let id = 0..4_u8;
    prop_oneof![
        (id.clone(), id.clone()).prop_map(|(serial, name)| Op::Add { serial, name }),
        (id.clone(), 0..9_u64, proptest::option::of(-2..2_i64))
            .prop_map(|(serial, counter, learn)| Op::Spend { serial, counter, learn }),
        id.clone().prop_map(|serial| Op::Assign { serial }),
        (id.clone(), id.clone()).prop_map(|(serial, name)| Op::Rename { serial, name }),
        id.clone().prop_map(|serial| Op::Remove { serial }),
        (id.clone(), any::<u32>()).prop_map(|(key, failures)| Op::Put { key, failures }),
        id.prop_map(|key| Op::Clear { key }),
    ]
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    name: u8,
    assigned: bool,
    clock: DeviceClock,
}

#[derive(Default)]
struct Model {
    devices: BTreeMap<u8, Kept>,
    counters: BTreeMap<u8, u32>,
}

impl Model {
    /// Does an operation and says how it ends.
    fn run(&mut self, op: &Op) -> String {
        let taken = |devices: &BTreeMap<u8, Kept>, name, serial| {
            devices.iter().any(|(other, kept)| kept.name == name && *other != serial)
        };
        match *op {
            Op::Add { serial, .. } if self.devices.contains_key(&serial) => "serial number".into(),
            Op::Add { serial, name } if taken(&self.devices, name, serial) => "device name".into(),
            Op::Add { serial, name } => {
                let kept = Kept { name, assigned: false, clock: DeviceClock::default() };
                self.devices.insert(serial, kept);
                "added".into()
            }
            Op::Spend { serial, counter, learn } => {
                let Some(kept) = self.devices.get_mut(&serial) else { return "false".into() };
                let fresh = !kept.clock.is_spent(counter);
                if fresh {
                    kept.clock.spent = Some(counter);
                    kept.clock.offset = learn.unwrap_or(kept.clock.offset);
                }
                fresh.to_string()
            }
            Op::Assign { serial } => self
                .devices
                .get_mut(&serial)
                .is_some_and(|kept| !std::mem::replace(&mut kept.assigned, true))
                .to_string(),
            Op::Rename { serial, name } if self.devices.contains_key(&serial) => {
                if taken(&self.devices, name, serial) {
                    return "device name".into();
                }
                self.devices.entry(serial).and_modify(|kept| kept.name = name);
                "true".into()
            }
            Op::Rename { .. } => "false".into(),
            Op::Remove { serial } => self.devices.remove(&serial).is_some().to_string(),
            Op::Put { key, failures } => {
                self.counters.insert(key, failures);
                "put".into()
            }
            Op::Clear { key } => {
                self.counters.remove(&key);
                "cleared".into()
            }
        }
    }
}

fn name(tag: u8) -> DeviceName {
    DeviceName::parse(&format!("name-{tag}")).unwrap()
}

fn run(tx: &mut dyn Tx, op: &Op) -> Result<String, StorageError> {
    let account = account_id(1);
    let named = |tag: u8| serial(&format!("serial-{tag}"));
    let told = |done: bool| done.to_string();
    match *op {
        Op::Add { serial, name: tag } => {
            let state = DeviceState::Unconfirmed { owner: Identity::Root };
            let device = device(&format!("serial-{serial}"), &Identity::Root);
            tx.add_device(&Device { name: name(tag), state, ..device }).map(|()| "added".into())
        }
        Op::Spend { serial, counter, learn } => {
            tx.spend_counter(account, &named(serial), counter, learn, at(0)).map(told)
        }
        Op::Assign { serial } => {
            tx.assign_device(account, &named(serial), &Identity::Root, &[9], at(0)).map(told)
        }
        Op::Rename { serial, name: tag } => {
            tx.rename_device(account, &named(serial), &name(tag)).map(told)
        }
        Op::Remove { serial } => tx.remove_device(account, &named(serial)).map(told),
        Op::Put { key, failures } => {
            let attempts = Attempts { failures, not_before: at(0), last: at(0) };
            tx.put_attempts(Some(account), &ThrottleKey([key; 32]), &attempts)
                .map(|()| "put".into())
        }
        Op::Clear { key } => {
            tx.clear_attempts(Some(account), &ThrottleKey([key; 32])).map(|()| "cleared".into())
        }
    }
}

fn any_sequence_of_operations_agrees_with_the_model(store: &SqlStore) {
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&proptest::collection::vec(op(), 0..40), |ops| {
            let mut model = Model::default();
            let expected: Vec<String> = ops.iter().map(|op| model.run(op)).collect();
            // All in one transaction that is undone, so that each case begins
            // with nothing.
            let (tell, told) = std::sync::mpsc::channel();
            let _ = write(store, move |tx| -> Result<(), StorageError> {
                let ends: Result<Vec<String>, StorageError> = ops
                    .iter()
                    .map(|op| match run(tx, op) {
                        Err(StorageError::Conflict { what }) => Ok(what.to_owned()),
                        other => other,
                    })
                    .collect();
                let mut devices = BTreeMap::new();
                for device in tx.devices_of(account_id(1), &Identity::Root)? {
                    let tag = |text: &str| text.as_bytes()[text.len() - 1] - b'0';
                    let kept = Kept {
                        name: tag(device.name.as_str()),
                        assigned: device.is_assigned(),
                        clock: device.clock,
                    };
                    devices.insert(tag(device.serial.as_str()), kept);
                }
                let mut counters = BTreeMap::new();
                for key in 0..4 {
                    let kept = tx.attempts(Some(account_id(1)), &ThrottleKey([key; 32]))?;
                    counters.extend(kept.map(|attempts| (key, attempts.failures)));
                }
                tell.send((ends, devices, counters)).unwrap();
                Err(StorageError::Conflict { what: "the end" })
            });
            let (ends, devices, counters) = told.recv().unwrap();
            prop_assert_eq!(ends.unwrap(), expected);
            prop_assert_eq!(devices, model.devices);
            prop_assert_eq!(counters, model.counters);
            Ok(())
        })
        .unwrap();
}
