//! What can be practised: each thing behind the caller's password, what would still
//! lead in without it, and when that was last tried.

use identity::Timestamp;
use identity::drill::{Drill, Thing};

use super::loss::{Loss, Places};
use crate::devices::list::{Listed, listed};
use crate::{Caller, Service, ServiceError};

/// Is what can be practised.
#[derive(Clone, Debug)]
pub struct View {
    /// The things that something is known to be on, as their owner named them.
    pub things: Vec<OfThing>,
    /// The caller's devices that sign in, oldest first.
    pub devices: Vec<Practised>,
    /// How many recovery codes are left.
    pub codes: u64,
    /// The one thing that they are on, as far as is known.
    pub codes_on: Option<String>,
    /// The last drill in which the codes were lost.
    pub codes_last: Option<Last>,
}

/// Is a thing, with what is known of its loss.
#[derive(Clone, Debug)]
pub struct OfThing {
    /// The name that its owner gave it.
    pub name: String,
    /// What is gone with it.
    pub loss: Loss,
    /// The last drill in which all of that was lost: the oldest of the last ones.
    pub last: Option<Last>,
}

/// Is a device, with what is known of its loss.
#[derive(Clone, Debug)]
pub struct Practised {
    /// The device.
    pub device: Listed,
    /// The one thing that it is on, as far as is known.
    pub on: Option<String>,
    /// The last drill in which it was lost.
    pub last: Option<Last>,
}

/// Is the last drill about a thing.
#[derive(Clone, Debug)]
pub struct Last {
    /// The name of the device that led in; `None` for a recovery code.
    pub way: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Whether that is so long ago that it says little.
    pub old: bool,
}

impl View {
    /// Says whether there is a thing whose loss was not practised, or long ago,
    /// although another way remains.
    pub fn is_due(&self) -> bool {
        let due = |last: &Option<Last>| last.as_ref().is_none_or(|last| last.old);
        let ways = self.devices.len() + usize::from(self.codes > 0);
        ways > 1 && self.devices.iter().any(|device| due(&device.last))
    }
}

/// Returns what the caller can practise.
pub async fn view(svc: &Service, caller: &Caller) -> Result<View, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        let all = tx.devices_of(account, who)?;
        let devices: Vec<Listed> = listed(tx, all, now)?;
        let drills = tx.drills(account, who)?;
        let codes = tx.count_recovery_codes(account, who)?;
        let places = Places::read(&inner, tx, &caller, &devices, codes)?;
        // A drill by a way that is gone shows nothing any more, nor does one by a way
        // that would have been lost as well.
        let last = |thing: &Thing| {
            let drill = drills.iter().find(|drill| drill.lost == *thing)?;
            let place = places.only_place(thing);
            if place.is_some() && places.only_place(&drill.way) == place {
                return None;
            }
            described(drill, &devices, codes, now)
        };
        let of_thing = |loss: Loss| {
            let each: Option<Vec<Last>> = loss.entries.iter().map(last).collect();
            let last = each.and_then(|each| each.into_iter().min_by_key(|last| last.at));
            OfThing { name: loss.thing.clone().unwrap_or_default(), last, loss }
        };
        let on = |thing: &Thing| places.only_place(thing).map(str::to_owned);
        Ok(View {
            things: places.things().map(of_thing).collect(),
            codes_on: on(&Thing::RecoveryCodes),
            codes_last: last(&Thing::RecoveryCodes),
            devices: devices
                .iter()
                .filter(|device| device.barred.is_none())
                .map(|device| Practised {
                    last: last(&Thing::Device(device.serial.clone())),
                    on: on(&Thing::Device(device.serial.clone())),
                    device: device.clone(),
                })
                .collect(),
            codes,
        })
    })
    .await
}

fn described(drill: &Drill, devices: &[Listed], codes: u64, now: Timestamp) -> Option<Last> {
    let way = match &drill.way {
        Thing::RecoveryCodes if codes == 0 => return None,
        Thing::RecoveryCodes => None,
        Thing::Device(serial) => {
            let still = |device: &&Listed| device.serial == *serial && device.barred.is_none();
            Some(devices.iter().find(still)?.name.clone())
        }
    };
    Some(Last { way, at: drill.at, old: drill.is_old(now) })
}
