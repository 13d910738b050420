//! A device is lost, and its owner has signed in by another way: the device goes,
//! and with it everything that it may have opened.

use identity::audit::Action;
use identity::names::SerialNumber;
use storage::EnrolmentDue;

use super::find_assigned;
use super::remove::Removed;
use crate::notices::tell_of_removed_device;
use crate::record::Entry;
use crate::second_factors::SecondFactors;
use crate::sts::revoke::of_identity;
use crate::{Caller, Service, ServiceError};

/// Removes a lost device of the caller, who proved a moment ago that it is them,
/// with another device or a recovery code. All other sessions and all temporary
/// credentials end. Where no second factor is left, a new device must be registered
/// before anything else.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<Removed, ServiceError> {
    let (inner, caller, serial, now) = (svc.clone(), caller.clone(), serial.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        let keep = caller.console()?.bearer.hash();
        caller.authorize_own(&inner, tx, "iam:DeactivateMFADevice")?;
        caller.require_fresh(tx, now)?;
        let device = find_assigned(tx, account, who, &serial)?;
        // A hardware token does not go back into stock: it is not there.
        tx.remove_device(account, &device.serial)?;
        tx.remove_sessions_of(account, who, Some(&keep))?;
        tx.remove_sign_ins_of(account, who)?;
        of_identity(tx, account, who, now)?;
        if SecondFactors::of(tx, account, who, now)?.all_gone() {
            tx.put_enrolment_due(account, who, EnrolmentDue { until: None })?;
        }
        Entry::by(&caller, Action::DeactivateMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("own device {}, lost", device.name.as_str()))
            .keep(tx, account, now)?;
        let left = tx.count_devices(account, who)?;
        tell_of_removed_device(&inner, tx, &caller, (who, caller.name()), &device, now)?;
        Ok(Removed { session: None, name: device.name.as_str().to_owned(), left })
    })
    .await
}
