//! The rule that only passkeys sign an identity in, for sign-in and for every proof in a
//! session: a code can be passed on to a look-alike site, a passkey cannot. Recovery
//! codes, resets and the recovery of root stay: they are the ways back. Programs are not
//! meant: AWS's protocol takes codes of devices alone.

use identity::audit::Action;
use identity::device::{Device, DeviceKind};
use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::{PasskeysOnly, Tx};

use crate::notices::{self, Circumstances, PasskeyRule};
use crate::record::Entry;
use crate::users::{find, not_self};
use crate::{Caller, Service, ServiceError};

/// Is what the pages show of an identity's rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The rule, where there is one.
    pub rule: Option<PasskeysOnly>,
    /// Whether codes are refused by it. Not before a passkey has shown that it works.
    pub in_force: bool,
    /// The names of the passkeys that are accepted and have been used.
    pub passkeys: Vec<String>,
    /// The names of the devices whose codes are refused, or would be.
    pub with_codes: Vec<String>,
    /// Recovery codes that were not used.
    pub codes: u64,
}

impl View {
    /// Says whether its owner can set the rule: whoever loses one of the ways that are
    /// left gets in by another.
    pub fn possible(&self) -> bool {
        self.passkeys.len() > 1 || (self.passkeys.len() == 1 && self.codes > 0)
    }
}

/// Says whether codes of devices are refused. A passkey that was suspended counts: a
/// thief who knows the password must not get rid of the rule by suspending it.
pub(crate) fn in_force(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    devices: &[Device],
) -> Result<bool, ServiceError> {
    let proved = |device: &Device| {
        device.kind == DeviceKind::Passkey && device.is_assigned() && device.last_used.is_some()
    };
    Ok(devices.iter().any(proved) && tx.passkeys_only(account, identity)?.is_some())
}

/// As [`in_force`], for who has not looked at the devices: most have no rule.
pub(super) fn forbids_codes(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<bool, ServiceError> {
    if tx.passkeys_only(account, identity)?.is_none() {
        return Ok(false);
    }
    let devices = tx.devices_of(account, identity)?;
    in_force(tx, account, identity, &devices)
}

/// Looks at the caller's own rule.
pub async fn own(svc: &Service, caller: &Caller) -> Result<View, ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| {
        caller.console()?;
        view(tx, caller.account, &caller.identity, now)
    })
    .await
}

/// Looks at the rule of a user.
pub async fn of_user(svc: &Service, caller: &Caller, name: &str) -> Result<View, ServiceError> {
    let (inner, caller, name) = (svc.clone(), caller.clone(), name.to_owned());
    let now = svc.now();
    svc.read(move |tx| {
        let user = find(&inner, tx, &caller, &name, "iam:ListMFADevices")?;
        view(tx, caller.account, &user.identity(), now)
    })
    .await
}

fn view(
    tx: &mut dyn Tx,
    account: AccountId,
    who: &Identity,
    now: Timestamp,
) -> Result<View, ServiceError> {
    let devices = tx.devices_of(account, who)?;
    let usable = || devices.iter().filter(|one| one.is_usable(now));
    let named = |device: &Device| device.name.as_str().to_owned();
    let passkeys =
        usable().filter(|one| one.kind == DeviceKind::Passkey && one.last_used.is_some());
    Ok(View {
        rule: tx.passkeys_only(account, who)?,
        in_force: in_force(tx, account, who, &devices)?,
        passkeys: passkeys.map(named).collect(),
        with_codes: usable().filter(|one| one.kind.has_codes()).map(named).collect(),
        codes: tx.count_recovery_codes(account, who)?,
    })
}

/// Sets or gives up the caller's own rule, after a fresh proof, which while the rule is
/// in force is one by a passkey or a recovery code. What an administrator demands its
/// owner cannot give up.
pub async fn set_own(svc: &Service, caller: &Caller, on: bool) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        caller.console()?;
        let action = if on { "iam:EnableMFADevice" } else { "iam:DeactivateMFADevice" };
        caller.authorize_own(&inner, tx, action)?;
        caller.require_fresh(tx, now)?;
        let found = view(tx, caller.account, &caller.identity, now)?;
        if found.rule.is_some() == on {
            return Ok(());
        }
        if found.rule.is_some_and(|rule| rule.demanded) {
            return Err(ServiceError::Denied);
        }
        if on && !found.possible() {
            let why = "use two passkeys first, or one and make recovery codes";
            return Err(ServiceError::invalid("passkeys", why));
        }
        let rule = on.then_some(PasskeysOnly { since: now, demanded: false });
        put(&inner, tx, &caller, (&caller.identity, caller.name()), rule)
    })
    .await
}

/// Sets or gives up the rule of a user, as an administrator. It counts from the first use
/// of a passkey on, so that nobody is locked out by it.
pub async fn set_of_user(
    svc: &Service,
    caller: &Caller,
    name: &str,
    on: bool,
) -> Result<(), ServiceError> {
    let (inner, caller, name) = (svc.clone(), caller.clone(), name.to_owned());
    let now = svc.now();
    svc.write(caller.account, move |tx| {
        // As strong as removing a device, so permitted as that.
        let user = find(&inner, tx, &caller, &name, "iam:DeactivateMFADevice")?;
        not_self(&caller, &user)?;
        caller.require_fresh(tx, now)?;
        let identity = user.identity();
        let demanded = tx.passkeys_only(caller.account, &identity)?.map(|rule| rule.demanded);
        if demanded == on.then_some(true) {
            return Ok(());
        }
        let rule = on.then_some(PasskeysOnly { since: now, demanded: true });
        put(&inner, tx, &caller, (&identity, user.name.as_str()), rule)
    })
    .await
}

fn put(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    (who, name): (&Identity, &str),
    rule: Option<PasskeysOnly>,
) -> Result<(), ServiceError> {
    let (account, now) = (caller.account, svc.now());
    tx.set_passkeys_only(account, who, rule)?;
    tx.remove_sign_ins_of(account, who)?;
    let said = match rule {
        Some(PasskeysOnly { demanded: true, .. }) => "only passkeys, as an administrator demands",
        Some(_) => "only passkeys",
        None => "passkeys and codes",
    };
    Entry::by(caller, Action::UpdatePasskeyRule).on(name).detail(said).keep(tx, account, now)?;
    let notice = PasskeyRule {
        owner: name,
        by: (name != caller.name()).then(|| caller.name().to_owned()),
        on: rule.is_some(),
        circumstances: Circumstances::of(caller, now),
    };
    let event = format!("{}/{}", who.key(), now.as_micros());
    notices::queue(svc, tx, account, &notice, &event, now)
}
