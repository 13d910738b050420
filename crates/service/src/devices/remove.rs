//! Removing a device: one's own with a proof given for this very purpose, a
//! user's by an administrator who has proved a moment ago that it is them. A
//! hardware token goes back into stock.

use identity::Identity;
use identity::audit::Action;
use identity::names::SerialNumber;
use identity::signin::Subject;

use storage::EnrolmentDue;

use super::{authorize_over, find_assigned};
use crate::hardware_tokens::give_up;
use crate::notices::tell_of_removed_device;
use crate::record::Entry;
use crate::second_factors::SecondFactors;
use crate::session::confirm::{check_own, renew};
use crate::signin::name_of;
use crate::sts::revoke::of_identity;
use crate::users::reset::require_alone;
use crate::{Bearer, Caller, Proof, Service, ServiceError, passkeys, told};

/// Is what came of it.
#[derive(Debug)]
pub struct Removed {
    /// The session's new token, when a code was checked.
    pub session: Option<Bearer>,
    /// The device's name.
    pub name: String,
    /// Devices that its owner still has.
    pub left: u64,
}

/// Removes a device of the caller. The proof may come from any of the caller's
/// devices, the one to be removed included. All other sessions end, and all temporary
/// credentials: which of them the device has opened is not asked.
pub async fn own(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
    proof: Proof,
) -> Result<Removed, ServiceError> {
    let (inner, caller, serial) = (svc.clone(), caller.clone(), serial.clone());
    let now = svc.now();
    let proof = passkeys::judge_own(svc, &caller, proof).await?;
    svc.judge(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        caller.authorize_own(&inner, tx, "iam:DeactivateMFADevice")?;
        let device = find_assigned(tx, account, who, &serial)?;
        let factor = match check_own(&inner, tx, &caller, &proof, now)? {
            Ok(factor) => factor,
            Err(refusal) => return Ok(Err(refusal)),
        };
        give_up(&inner, tx, &device)?;
        let session = renew(&inner, tx, &caller, Some(&factor), now)?;
        tx.remove_sessions_of(account, who, Some(&session.hash()))?;
        tx.remove_sign_ins_of(account, who)?;
        of_identity(tx, account, who, now)?;
        Entry::by(&caller, Action::DeactivateMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("own device {}", device.name.as_str()))
            .asked(told::device(who, caller.name(), device.serial.as_str()))
            .keep(tx, account, now)?;
        let factors = SecondFactors::of(tx, account, who, now)?;
        if factors.all_gone() && !factors.none() {
            // What is left is refused, and asked for all the same: only a new device helps.
            tx.put_enrolment_due(account, who, EnrolmentDue { until: None })?;
        }
        let left = tx.count_devices(account, who)?;
        tell_of_removed_device(&inner, tx, &caller, (who, caller.name()), &device, now)?;
        let name = device.name.as_str().to_owned();
        Ok(Ok(Removed { session: Some(session), name, left }))
    })
    .await
}

/// Removes a user's device at an administrator's word. The user's sessions and
/// temporary credentials end; the user signs in with what is left, and where nothing is
/// must register a new device before anything else.
pub async fn of_user(
    svc: &Service,
    caller: &Caller,
    owner: &Identity,
    serial: &SerialNumber,
) -> Result<Removed, ServiceError> {
    if owner == caller.identity() {
        return Err(ServiceError::Denied);
    }
    let (inner, caller) = (svc.clone(), caller.clone());
    let (owner, serial) = (owner.clone(), serial.clone());
    let now = svc.now();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        authorize_over(&inner, tx, &caller, &owner, "iam:DeactivateMFADevice")?;
        require_alone(&inner, tx, &caller, &owner, now)?;
        caller.require_fresh(tx, now)?;
        let device = find_assigned(tx, account, &owner, &serial)?;
        let name = crate::caller::known(tx, account, &owner)?.map(|known| known.name);
        give_up(&inner, tx, &device)?;
        tx.remove_sessions_of(account, &owner, None)?;
        tx.remove_sign_ins_of(account, &owner)?;
        of_identity(tx, account, &owner, now)?;
        Entry::by(&caller, Action::DeactivateMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("device {} of another user", device.name.as_str()))
            .asked(told::device(&owner, &name.unwrap_or_default(), device.serial.as_str()))
            .keep(tx, account, now)?;
        let left = tx.count_devices(account, &owner)?;
        if left == 0 && tx.count_recovery_codes(account, &owner)? == 0 {
            // The password alone opens nothing but the way to a new device.
            tx.put_enrolment_due(account, &owner, EnrolmentDue { until: None })?;
        }
        let subject = Subject { account, identity: owner.clone() };
        let name = name_of(tx, &subject)?;
        tell_of_removed_device(&inner, tx, &caller, (&owner, &name), &device, now)?;
        let name = device.name.as_str().to_owned();
        Ok(Removed { session: None, name, left })
    })
    .await
}
