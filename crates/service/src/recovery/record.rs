//! Finding a recovery whose time is not up, and the facts that it needs.

use identity::contact::Contact;
use identity::names::AccountId;
use identity::recovery::{Approval, Proofs, Recovery};
use identity::throttle::Throttle;
use identity::{Identity, Timestamp};
use storage::{RecoveryRecord, ThrottleKey, Tx};

use crate::{Bearer, Purpose, Service, ServiceError};

/// What is over, as people are told.
pub(super) const OVER: ServiceError = ServiceError::Gone("the recovery");

/// Finds the recovery of a browser.
pub(super) fn find(
    svc: &Service,
    tx: &mut dyn Tx,
    browser: &Bearer,
    now: Timestamp,
) -> Result<RecoveryRecord, ServiceError> {
    let account = browser.account();
    let found = tx.recovery_of_browser(account, &browser.hash())?;
    alive(svc, tx, account, found, now)
}

/// Hands a recovery on whose time is not up.
pub(super) fn alive(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    found: Option<RecoveryRecord>,
    now: Timestamp,
) -> Result<RecoveryRecord, ServiceError> {
    let record = found.ok_or(OVER)?;
    let until = waits_until(svc, tx, account, &record)?;
    if record.state.is_over(until, now) { Err(OVER) } else { Ok(record) }
}

/// Returns when the last reason to wait ends; `None` while proofs are missing.
pub(super) fn waits_until(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    record: &RecoveryRecord,
) -> Result<Option<Timestamp>, ServiceError> {
    let Recovery::CoolingOff(state) = record.state else { return Ok(None) };
    let delay = svc.settings().recovery_delay;
    let proofs = proofs(tx, account, record.approval)?;
    let waits = proofs.waits(state.proved(), delay, Timestamp::from_micros(i64::MIN));
    Ok(waits.into_iter().map(|wait| wait.until).max())
}

/// Gathers what is known of the three proofs.
pub(super) fn proofs(
    tx: &mut dyn Tx,
    account: AccountId,
    approval: Option<Approval>,
) -> Result<Proofs, ServiceError> {
    Ok(Proofs {
        email_changed: tx.contact_changed(account, Contact::Email)?,
        phone_changed: tx.contact_changed(account, Contact::Phone)?,
        password_by_mail: tx.mail_reset(account, &Identity::Root)?,
        approval,
    })
}

/// Ends every recovery of an identity whose password has changed: what was proved
/// before is proved no longer.
pub(crate) fn end_all(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<(), ServiceError> {
    if identity.is_root() {
        for record in tx.recoveries(account)? {
            tx.remove_recovery(account, record.id)?;
        }
    }
    Ok(())
}

/// Names the counter of calls to an account's telephone.
pub(super) fn call_counter(svc: &Service) -> ThrottleKey {
    ThrottleKey(svc.mac(Purpose::Throttle, &[b"recovery call"]))
}

/// Takes a call back that nobody was reached by: a failing gateway costs nothing.
pub(crate) fn take_call_back(
    tx: &mut dyn Tx,
    account: AccountId,
    counter: &ThrottleKey,
    throttle: &Throttle,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(mut kept) = tx.attempts(Some(account), counter)? {
        kept.failures = kept.failures.saturating_sub(1);
        kept.not_before = now.plus(throttle.wait_after(kept.failures));
        tx.put_attempts(Some(account), counter, &kept)?;
    }
    Ok(())
}
