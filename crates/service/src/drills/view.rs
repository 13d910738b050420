//! What can be practised: each thing behind the caller's password, what would still
//! lead in without it, and when that was last tried.

use identity::Timestamp;
use identity::drill::{Drill, Thing};

use crate::devices::list::{Listed, listed};
use crate::{Caller, Service, ServiceError};

/// Is what can be practised.
#[derive(Clone, Debug)]
pub struct View {
    /// The caller's devices that sign in, oldest first.
    pub devices: Vec<Practised>,
    /// How many recovery codes are left.
    pub codes: u64,
    /// The last drill in which the codes were lost.
    pub codes_last: Option<Last>,
}

/// Is a device, with what is known of its loss.
#[derive(Clone, Debug)]
pub struct Practised {
    /// The device.
    pub device: Listed,
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
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        let all = tx.devices_of(account, who)?;
        let devices: Vec<Listed> = listed(tx, all)?;
        let drills = tx.drills(account, who)?;
        let codes = tx.count_recovery_codes(account, who)?;
        // A drill by a way that is gone shows nothing any more.
        let last = |thing: &Thing| {
            let drill = drills.iter().find(|drill| drill.lost == *thing)?;
            described(drill, &devices, codes, now)
        };
        Ok(View {
            codes_last: last(&Thing::RecoveryCodes),
            devices: devices
                .iter()
                .filter(|device| device.suspended.is_none())
                .map(|device| Practised {
                    last: last(&Thing::Device(device.serial.clone())),
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
            let still = |device: &&Listed| device.serial == *serial && device.suspended.is_none();
            Some(devices.iter().find(still)?.name.clone())
        }
    };
    Some(Last { way, at: drill.at, old: drill.is_old(now) })
}
