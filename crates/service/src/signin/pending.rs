//! A sign-in between two pages: what its next page shows, and its lookup.

use identity::Timestamp;
use identity::device::{Barred, Device};
use identity::names::SerialNumber;
use identity::session::PENDING_SIGN_IN;
use identity::signin::{AwaitFactor, Pending};
use storage::{PendingRecord, Tx};

pub(crate) use super::complete::name_of;
use crate::passkeys::{Ways, only};
use crate::service::corrupt;
use crate::{Bearer, Service, ServiceError};

/// Is what the next page of a sign-in shows. The password was right, so the
/// person may see the names of their devices.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own for a page")]
pub struct PendingView {
    /// The account's alias or number.
    pub account: String,
    /// The account's name.
    pub account_name: String,
    /// The user's name, or `root`.
    pub name: String,
    /// Whether it is the root user.
    pub root: bool,
    /// The devices whose codes are accepted.
    pub devices: Vec<(SerialNumber, String)>,
    /// All devices that are accepted, of every kind: those that can be suspended.
    pub usable: Vec<(SerialNumber, String)>,
    /// The names of devices that were reported lost.
    pub suspended: Vec<String>,
    /// The names of devices whose time is over.
    pub expired: Vec<String>,
    /// Whether there are recovery codes that were not used.
    pub recovery_codes: bool,
    /// The names of the passkeys that are accepted.
    pub passkeys: Vec<String>,
    /// Whether a passkey is offered before a code.
    pub passkey_first: bool,
    /// Whether a new password is awaited (otherwise the second factor).
    pub new_password: bool,
}

/// Looks at a pending sign-in.
pub async fn run(svc: &Service, token: &Bearer) -> Result<PendingView, ServiceError> {
    let (token, now) = (token.clone(), svc.now());
    svc.read(move |tx| {
        let record = find(tx, &token, now)?;
        let subject = record.state.subject();
        let account =
            tx.account(subject.account)?.ok_or_else(|| corrupt("an account is missing"))?;
        let devices = tx.devices_of(subject.account, &subject.identity)?;
        let only = only::in_force(tx, subject.account, &subject.identity, &devices)?;
        let ways = Ways::of(&devices, only, now);
        let barred = |why: Barred| {
            let found = devices.iter().filter(|one| one.is_assigned());
            let found = found.filter(|one| one.barred(now) == Some(why));
            found.map(|one| one.name.as_str().to_owned()).collect()
        };
        let usable = || devices.iter().filter(|device| device.is_usable(now));
        let named = |device: &Device| (device.serial.clone(), device.name.as_str().to_owned());
        let with_codes = usable().filter(|device| device.kind.has_codes() && !only);
        let codes = tx.count_recovery_codes(subject.account, &subject.identity)?;
        Ok(PendingView {
            account: account.handle(),
            account_name: account.name.as_str().to_owned(),
            name: name_of(tx, subject)?,
            root: subject.identity.is_root(),
            passkeys: ways.passkeys,
            passkey_first: ways.passkey_first,
            devices: with_codes.map(named).collect(),
            usable: usable().map(named).collect(),
            suspended: barred(Barred::Lost),
            expired: barred(Barred::Expired),
            recovery_codes: codes > 0,
            new_password: matches!(record.state, Pending::NewPassword(_)),
        })
    })
    .await
}

/// Finds a pending sign-in that is not too old.
pub(crate) fn find(
    tx: &mut dyn Tx,
    token: &Bearer,
    now: Timestamp,
) -> Result<PendingRecord, ServiceError> {
    tx.sign_in(token.account(), &token.hash())?
        .filter(|record| now.since(record.began) < PENDING_SIGN_IN)
        .ok_or(ServiceError::Gone("the sign-in"))
}

/// Returns whose sign-in it is, when it waits for a second factor.
pub(crate) fn awaits_factor(state: Pending) -> Result<AwaitFactor, ServiceError> {
    match state {
        Pending::Factor(state) => Ok(state),
        Pending::NewPassword(_) => Err(ServiceError::Gone("the sign-in")),
    }
}
