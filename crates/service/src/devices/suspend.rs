//! Suspending a device that is lost, at once: one factor is enough to report a loss
//! (SP 800-63B-4, section 4.3), and it opens nothing. Accepting it again takes a
//! second factor.

use identity::audit::Action;
use identity::device::Device;
use identity::names::{AccountId, SerialNumber};
use identity::password::Password;
use identity::{Identity, Timestamp};
use storage::Tx;

use super::find_assigned;
use crate::notices::{self, Circumstances, LostDevice};
use crate::record::Entry;
use crate::session::confirm::check_password;
use crate::signin::Origin;
use crate::signin::pending::{awaits_factor, find, name_of};
use crate::sts::revoke::of_identity;
use crate::{Bearer, Caller, Service, ServiceError};

/// Suspends a device of who has just given the right password and stands before
/// the second factor. Every session of the identity ends; the sign-in goes on.
/// Returns the device's name.
pub async fn at_sign_in(
    svc: &Service,
    token: &Bearer,
    serial: &SerialNumber,
    origin: &Origin,
) -> Result<String, ServiceError> {
    let (token, serial, origin) = (token.clone(), serial.clone(), origin.clone());
    let (inner, account, now) = (svc.clone(), token.account(), svc.now());
    svc.write(account, move |tx| {
        let state = awaits_factor(find(tx, &token, now)?.state)?;
        let subject = state.subject();
        let device = find_assigned(tx, account, &subject.identity, &serial)?;
        if suspend(tx, account, &subject.identity, &device, None, now)? {
            let name = name_of(tx, subject)?;
            Entry::by_subject(tx, subject, Action::SuspendMfaDevice)?
                .from(origin.peer)
                .agent(&origin.agent)
                .on(device.serial.as_str())
                .detail("reported lost with the password")
                .keep(tx, account, now)?;
            let circumstances = Circumstances::from(&origin, now);
            tell(&inner, tx, account, (&name, &device), false, circumstances, now)?;
        }
        Ok(device.name.as_str().to_owned())
    })
    .await
}

/// Suspends a device of the caller, who gives the password. All other sessions end.
/// Returns the device's name.
pub async fn own(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
    password: &Password,
) -> Result<String, ServiceError> {
    check_password(svc, caller, password, Action::SuspendMfaDevice).await?;
    let (inner, caller, serial, now) = (svc.clone(), caller.clone(), serial.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        let device = find_assigned(tx, account, who, &serial)?;
        if suspend(tx, account, who, &device, Some(&caller.console()?.bearer), now)? {
            Entry::by(&caller, Action::SuspendMfaDevice)
                .on(device.serial.as_str())
                .detail("reported lost")
                .keep(tx, account, now)?;
            let circumstances = Circumstances::of(&caller, now);
            tell(&inner, tx, account, (caller.name(), &device), false, circumstances, now)?;
        }
        Ok(device.name.as_str().to_owned())
    })
    .await
}

/// Accepts a suspended device of the caller again. Needs a fresh second factor,
/// which a suspended device cannot give. Returns the device's name.
pub async fn resume(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<String, ServiceError> {
    let (inner, caller, serial, now) = (svc.clone(), caller.clone(), serial.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
        caller.require_fresh(tx, now)?;
        let device = find_assigned(tx, account, &caller.identity, &serial)?;
        if tx.suspend_device(account, &device.serial, None)? {
            Entry::by(&caller, Action::ResumeMfaDevice)
                .on(device.serial.as_str())
                .keep(tx, account, now)?;
            let circumstances = Circumstances::of(&caller, now);
            tell(&inner, tx, account, (caller.name(), &device), true, circumstances, now)?;
        }
        Ok(device.name.as_str().to_owned())
    })
    .await
}

/// Suspends a device and ends what it may have opened. Returns whether it was in
/// use until now.
fn suspend(
    tx: &mut dyn Tx,
    account: AccountId,
    owner: &Identity,
    device: &Device,
    keep: Option<&Bearer>,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let suspended = tx.suspend_device(account, &device.serial, Some(now))?;
    if suspended {
        tx.remove_sessions_of(account, owner, keep.map(Bearer::hash).as_ref())?;
        of_identity(tx, account, owner, now)?;
    }
    Ok(suspended)
}

/// Tells of a device of somebody that is suspended, or found again.
fn tell(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    (owner, device): (&str, &Device),
    found: bool,
    circumstances: Circumstances,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let event = format!("{}/{found}/{}", device.serial.as_str(), now.as_micros());
    let notice = LostDevice { owner, device: device.name.as_str(), found, circumstances };
    notices::queue(svc, tx, account, &notice, &event, now)
}
