//! Taking a user's device out of use (operation DeactivateMFADevice). A passkey is
//! gone with that. A virtual device stays in the account as nobody's, with its seed
//! and all that is known of its clock and its codes; the user's sessions of the
//! console end. So do the user's temporary credentials, save, where the user does it,
//! those that sign the request and later ones: the next call deletes the device with
//! them. Root's devices are removed in the console alone.

use identity::audit::Action;
use identity::device::DeviceKind;
use identity::{Identity, Timestamp};
use storage::{EnrolmentDue, Tx};

use super::find::{look_up, not_of_user};
use super::self_management;
use crate::factor::{open_seed, seal_seed};
use crate::hardware_tokens::give_up;
use crate::notices::tell_of_removed_device;
use crate::record::Entry;
use crate::sts::revoke::of_identity;
use crate::subject::{Subject, user_or_self};
use crate::users::reset::require_alone;
use crate::{Caller, Service, ServiceError, second_factors};

/// Takes a device of the named user, or of who signs, out of use.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
    serial: &str,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (user_name, serial) = (user_name.map(str::to_owned), serial.to_owned());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let name = user_name.as_deref();
        let subject = user_or_self(&inner, tx, &caller, name, "iam:DeactivateMFADevice")?;
        if let Subject::Root = subject {
            return Err(ServiceError::access_denied(
                "The devices of the root user are removed in the console.",
            ));
        }
        let owner = subject.identity();
        self_management::check(tx, &caller, &owner)?;
        require_alone(&inner, tx, &caller, &owner, now).map_err(|error| match error {
            ServiceError::SecondNeeded => ServiceError::access_denied(
                "It takes two administrators to remove the device of an administrator. Use the console.",
            ),
            other => other,
        })?;
        let device = look_up(tx, account, &serial)?
            .filter(|device| device.is_assigned() && device.is_of(&owner))
            .ok_or_else(not_of_user)?;
        if device.kind == DeviceKind::AuthenticatorApp {
            let seed = open_seed(&inner, &device)?;
            let sealed = seal_seed(&inner, account, &device.serial, None, &seed)?;
            tx.release_device(account, &device.serial, &sealed)?;
        } else {
            // A hardware token goes back into stock; a passkey cannot be handed on.
            give_up(&inner, tx, &device)?;
        }
        tx.remove_sessions_of(account, &owner, None)?;
        tx.remove_sign_ins_of(account, &owner)?;
        end_credentials(tx, &caller, &owner, now)?;
        if owner != caller.identity && !second_factors::any(tx, account, &owner)? {
            // The password alone opens nothing but the way to a new device.
            tx.put_enrolment_due(account, &owner, EnrolmentDue { until: None })?;
        }
        Entry::by(&caller, Action::DeactivateMfaDevice)
            .on(device.serial.as_str())
            .detail(format!("of {}", subject.shown()))
            .keep(tx, account, now)?;
        tell_of_removed_device(&inner, tx, &caller, (&owner, subject.shown()), &device, now)?;
        Ok(())
    })
    .await
}

/// Ends what the device may have opened: all temporary credentials of its owner, or,
/// where the owner asks for it with some, those that were given before them.
fn end_credentials(
    tx: &mut dyn Tx,
    caller: &Caller,
    owner: &Identity,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let account = caller.account;
    match caller.temporary() {
        Some(own) if *owner == caller.identity => {
            Ok(tx.revoke_sessions(account, owner.key(), own.issued)?)
        }
        _ => of_identity(tx, account, owner, now),
    }
}
