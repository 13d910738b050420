//! What a session after a recovery is for: new devices in, lost devices out. It
//! never becomes a session for work; who has repaired signs in with what is new.

use identity::audit::Action;
use identity::names::SerialNumber;
use identity::recovery_code::{InForce, Sets};

use crate::devices::find_assigned;
use crate::devices::list::{Listed, listed};
use crate::notices::tell_of_removed_device;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Is how far the repair has come.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The devices from before, which could not be used.
    pub lost: Vec<Listed>,
    /// The devices that were registered since: the ways in that are known to work.
    pub new: Vec<Listed>,
    /// The recovery codes in force that were made before. Who could have used them would
    /// not be here: the sheet is lost.
    pub lost_codes: Option<InForce>,
    /// The recovery codes in force that were made since: a way in as well.
    pub new_codes: Option<InForce>,
}

impl Repair {
    /// Counts the ways in that are known to work. The codes of one sheet are one.
    pub fn ways(&self) -> usize {
        self.new.len() + usize::from(self.new_codes.is_some_and(|set| set.left > 0))
    }
}

/// Looks at the repair. Only in a session for repairs.
pub async fn view(svc: &Service, caller: &Caller) -> Result<Repair, ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| {
        let began = repairing(&caller)?;
        let codes = Sets::of(&tx.recovery_codes(caller.account, &caller.identity)?, now).in_force;
        let (new_codes, lost_codes) = match codes {
            Some(set) if set.made >= began => (Some(set), None),
            Some(set) if set.left > 0 => (None, Some(set)),
            _ => (None, None),
        };
        let own = tx.devices_of(caller.account, &caller.identity)?;
        let (new, lost) = listed(tx, own, now)?.into_iter().partition(|own| own.since >= began);
        Ok(Repair { lost, new, lost_codes, new_codes })
    })
    .await
}

/// Removes a device without a code, since none can be had. The last device stays
/// until a new one is there: root is never left to the password alone.
pub async fn remove(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<String, ServiceError> {
    let (inner, caller, serial) = (svc.clone(), caller.clone(), serial.clone());
    let now = svc.now();
    svc.write(caller.account, move |tx| {
        repairing(&caller)?;
        let (account, who) = (caller.account, &caller.identity);
        let device = find_assigned(tx, account, who, &serial)?;
        if tx.count_devices(account, who)? < 2 {
            return Err(ServiceError::invalid(
                "device",
                "register a new device first; the last one cannot be removed",
            ));
        }
        tx.remove_device(account, &device.serial)?;
        Entry::by(&caller, Action::DeactivateMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("own device {}, after a recovery", device.name.as_str()))
            .keep(tx, account, now)?;
        tell_of_removed_device(&inner, tx, &caller, (who, caller.name()), &device, now)?;
        Ok(device.name.as_str().to_owned())
    })
    .await
}

/// Requires a session for repairs, and returns when it began.
fn repairing(caller: &Caller) -> Result<identity::Timestamp, ServiceError> {
    if caller.is_repairing() {
        Ok(caller.console()?.record.began)
    } else {
        Err(ServiceError::Denied)
    }
}
