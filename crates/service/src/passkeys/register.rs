//! Registering a passkey: a device that was named, a challenge for it, the new
//! credential. No signature is made yet, so nothing is proved: a session without
//! second factor stays one until the passkey is used.

use identity::audit::{Action, Reason};
use identity::device::limits::{DEVICES_PER_IDENTITY, OPEN_CHALLENGES};
use identity::device::{Device, DeviceKind, Passkey};
use identity::names::SerialNumber;
use storage::{OpenChallenge, StorageError, Tx};
use webauthn::{Challenge, Credential, Fault, User, challenge_of, creation_options};

use super::judge::open;
use super::{Holder, relying_party, user_handle};
use crate::devices::{find_unconfirmed, put_into_use};
use crate::env::random;
use crate::record::Entry;
use crate::second_factors::SecondFactors;
use crate::service::{Judged, corrupt};
use crate::{Caller, FactorRefusal, Service, ServiceError, told};

const ACTION: &str = "iam:EnableMFADevice";

/// Is a passkey that was named and waits to be made.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The serial number.
    pub serial: SerialNumber,
    /// The name.
    pub name: String,
    /// Devices that the caller has in use already.
    pub others: usize,
}

/// Returns the caller's own passkey that waits to be made.
pub async fn waiting(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<Waiting, ServiceError> {
    let (caller, serial, now) = (caller.clone(), serial.clone(), svc.now());
    svc.read(move |tx| {
        caller.require_fresh(tx, now)?;
        let device = find(tx, &caller, &serial)?;
        let own = tx.devices_of(caller.account, &caller.identity)?;
        Ok(Waiting {
            serial: device.serial,
            name: device.name.as_str().to_owned(),
            others: own.iter().filter(|own| own.is_usable(now)).count(),
        })
    })
    .await
}

/// Makes a challenge for the passkey, and returns the options for the browser.
pub async fn begin(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
) -> Result<String, ServiceError> {
    let party = relying_party(svc)?.clone();
    let handle = user_handle(svc, caller.account, &caller.identity);
    let challenge = Challenge::new(random(svc.env()));
    let (inner, caller, serial) = (svc.clone(), caller.clone(), serial.clone());
    let now = svc.now();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.authorize_own(&inner, tx, ACTION)?;
        caller.require_fresh(tx, now)?;
        let device = find(tx, &caller, &serial)?;
        let holder = Holder::of_registration(&caller);
        let open = OpenChallenge {
            challenge: *challenge.as_bytes(),
            holder: holder.hash,
            identity: caller.identity.clone(),
            purpose: holder.purpose,
            device: Some(device.serial),
            began: now,
        };
        tx.put_challenge(account, &open, OPEN_CHALLENGES)?;
        let account = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
        let name = format!("{}@{}", caller.name, account.handle());
        let user = User { handle: &handle, name: &name, display_name: &name };
        let present = tx.passkeys_of(caller.account, &caller.identity)?;
        let present: Vec<Credential> = present.into_iter().map(|one| one.credential).collect();
        Ok(creation_options(&party, user, &challenge, &present))
    })
    .await
}

/// Is what came of it.
#[derive(Debug)]
pub struct Registered {
    /// The device's name.
    pub name: String,
    /// Devices that the identity has in use now.
    pub devices: usize,
}

/// Takes the new credential, and puts the device into use. All other sessions end.
pub async fn finish(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
    answer: &str,
) -> Result<Registered, ServiceError> {
    let made = judge(svc, caller, serial, answer).await?;
    let (inner, caller, serial, now) = (svc.clone(), caller.clone(), serial.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        caller.authorize_own(&inner, tx, ACTION)?;
        let device = find(tx, &caller, &serial)?;
        let asked = told::device(who, caller.name(), device.serial.as_str());
        let entry =
            Entry::by(&caller, Action::EnableMfaDevice).on(device.serial.as_str()).asked(asked);
        let refuse = |tx: &mut dyn Tx, fault: &Fault| -> Result<Judged<_>, ServiceError> {
            let refused = entry.clone().refused(Reason::WrongPasskey).detail(fault.to_string());
            refused.keep(tx, account, now)?;
            Ok(Err(refusal(fault)))
        };
        let first = match &made.challenge {
            Some(challenge) => tx.take_challenge(account, challenge)?,
            None => false,
        };
        let credential = match &made.outcome {
            Err(fault) => return refuse(tx, fault),
            Ok(_) if !first => return refuse(tx, &Fault::WrongChallenge),
            Ok(credential) => credential.clone(),
        };
        if tx.count_devices(account, who)? >= DEVICES_PER_IDENTITY as u64 {
            entry.clone().refused(Reason::DeviceLimit).keep(tx, account, now)?;
            return Ok(Err(ServiceError::Limit("devices", DEVICES_PER_IDENTITY)));
        }
        let about = format!("passkey, {}", described(&credential));
        match tx.add_passkey(account, &Passkey { serial: device.serial.clone(), credential }) {
            Err(StorageError::Conflict { .. }) => return refuse(tx, &Fault::RegisteredAlready),
            other => other?,
        }
        if !tx.assign_device(account, &device.serial, who, &[], now)? {
            return Err(ServiceError::Gone("the device"));
        }
        let session = caller.console()?.bearer.hash();
        let known = (&device.serial, device.name.as_str());
        put_into_use(&inner, tx, &caller, known, &session, entry.clone().detail(about), now)?;
        Ok(Ok(Registered {
            name: device.name.as_str().to_owned(),
            devices: SecondFactors::of(tx, account, who, now)?.devices,
        }))
    })
    .await
}

/// Is what was found out about an answer before the transaction.
struct Made {
    challenge: Option<[u8; 32]>,
    outcome: Result<Credential, Fault>,
}

async fn judge(
    svc: &Service,
    caller: &Caller,
    serial: &SerialNumber,
    answer: &str,
) -> Result<Made, ServiceError> {
    let party = relying_party(svc)?;
    let challenge = match challenge_of(answer) {
        Ok(challenge) => challenge,
        Err(fault) => return Ok(Made { challenge: None, outcome: Err(fault) }),
    };
    let (bytes, now) = (*challenge.as_bytes(), svc.now());
    let (who, serial) = (caller.clone(), serial.clone());
    let found = svc
        .read(move |tx| {
            let holder = Holder::of_registration(&who);
            let open = open(tx, who.account, &holder, &bytes, now)?.filter(|open| {
                open.identity == who.identity && open.device.as_ref() == Some(&serial)
            });
            let present = tx.passkeys_of(who.account, &who.identity)?;
            Ok(open.map(|_| present))
        })
        .await?;
    let Some(present) = found else {
        return Ok(Made { challenge: None, outcome: Err(Fault::WrongChallenge) });
    };
    let present: Vec<Credential> = present.into_iter().map(|one| one.credential).collect();
    let outcome = webauthn::register(party, &challenge, &present, answer);
    Ok(Made { challenge: Some(bytes), outcome })
}

fn find(tx: &mut dyn Tx, caller: &Caller, serial: &SerialNumber) -> Result<Device, ServiceError> {
    let device = find_unconfirmed(tx, caller.account, &caller.identity, serial)?;
    if device.kind == DeviceKind::Passkey {
        Ok(device)
    } else {
        Err(ServiceError::Gone("the device"))
    }
}

/// Says for the record what was registered.
fn described(credential: &Credential) -> &'static str {
    match (credential.backup_eligible, credential.backed_up) {
        (false, _) => "bound to one authenticator",
        (true, false) => "can be copied to other machines",
        (true, true) => "copied to other machines",
    }
}

/// Says as much as the person at the browser can use.
fn refusal(fault: &Fault) -> ServiceError {
    match fault {
        Fault::RegisteredAlready => ServiceError::invalid(
            "passkey",
            "this passkey is registered already; use another authenticator",
        ),
        Fault::UnfitKey => ServiceError::invalid(
            "passkey",
            "this authenticator makes no key of a kind that is accepted here; use another one",
        ),
        Fault::WrongChallenge => ServiceError::Factor(FactorRefusal::PasskeyLate),
        _ => ServiceError::Factor(FactorRefusal::Passkey),
    }
}
