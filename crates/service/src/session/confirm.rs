//! Proving again that it is really the caller, before a change of credentials:
//! with a device when they have one, with a recovery code when it is lost, with the
//! password when they have neither.
//! The session gets a new token.

use identity::Timestamp;
use identity::audit::{Action, Reason};
use identity::device::AcceptedFactor;
use identity::password::Password;
use identity::recovery_code::RecoveryCode;
use identity::signin::RefusedFactor;
use identity::throttle::PASSWORD;
use storage::{SessionRecord, ThrottleKey, Tx};

use crate::factor::{self, Checked};
use crate::notices::{
    Circumstances, CodesEvent, Guessed, tell_of_codes, tell_of_copy, tell_of_failures,
};
use crate::passkeys::{Offered, Ways, only};
use crate::record::Entry;
use crate::recovery_codes::check;
use crate::second_factors::SecondFactors;
use crate::service::Judged;
use crate::signin::second_factor::reason_of;
use crate::{Bearer, Caller, FreshProof, Proof, Purpose, Service, ServiceError, passkeys};

/// Returns the devices that the caller can prove it with.
pub async fn ways(svc: &Service, caller: &Caller) -> Result<Ways, ServiceError> {
    let (account, identity, now) = (caller.account, caller.identity.clone(), svc.now());
    svc.read(move |tx| {
        let devices = tx.devices_of(account, &identity)?;
        let only = only::in_force(tx, account, &identity, &devices)?;
        Ok(Ways::of(&devices, only, now))
    })
    .await
}

/// Returns how the caller proves it.
pub async fn needed(svc: &Service, caller: &Caller) -> Result<FreshProof, ServiceError> {
    let (account, identity, now) = (caller.account, caller.identity.clone(), svc.now());
    svc.read(move |tx| Ok(SecondFactors::of(tx, account, &identity, now)?.proof())).await
}

/// Requires a fresh proof before a page that leads to a change of credentials, so
/// that people are asked before they fill in the form and not after.
pub async fn require(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| caller.require_fresh(tx, now)).await
}

/// Proves it with a code or a passkey.
pub async fn by_code(svc: &Service, caller: &Caller, proof: Proof) -> Result<Bearer, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let proof = passkeys::judge_own(svc, &caller, proof).await?;
    svc.judge(caller.account, move |tx| match check_own(&inner, tx, &caller, &proof, now)? {
        Err(refusal) => Ok(Err(refusal)),
        Ok(factor) => Ok(Ok(renew(&inner, tx, &caller, Some(&factor), now)?)),
    })
    .await
}

/// Proves it with a recovery code, which is spent. Returns the session's new token
/// and how many codes are left.
pub async fn by_recovery_code(
    svc: &Service,
    caller: &Caller,
    code: &RecoveryCode,
) -> Result<(Bearer, u64), ServiceError> {
    let (inner, caller, code, now) = (svc.clone(), caller.clone(), code.clone(), svc.now());
    svc.judge(caller.account, move |tx| spend_own(&inner, tx, &caller, &code, now)).await
}

/// Spends one of the caller's own recovery codes, records it, and renews the session.
pub(crate) fn spend_own(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    code: &RecoveryCode,
    now: Timestamp,
) -> Result<Judged<(Bearer, u64)>, ServiceError> {
    let account = caller.account;
    let entry = Entry::by(caller, Action::UseRecoveryCode);
    match check::spend(svc, tx, account, &caller.identity, code, now)? {
        check::Checked::Wait(wait) => Ok(Err(ServiceError::Wait(wait))),
        check::Checked::Refused { spent, .. } => {
            let why = RefusedFactor::RecoveryCode { spent };
            entry.refused(reason_of(&why)).keep(tx, account, now)?;
            Ok(Err(factor::refusal(tx, account, why)?))
        }
        check::Checked::Accepted(_, left) => {
            entry.detail(format!("{left} left")).keep(tx, account, now)?;
            let whose = (&caller.identity, caller.name());
            let (used, from) = (CodesEvent::Used { left }, Circumstances::of(caller, now));
            tell_of_codes(svc, tx, account, whose, used, from, now)?;
            let proved = |session: &mut SessionRecord| {
                (session.factor_at, session.device) = (Some(now), None);
            };
            Ok(Ok((renew_with(svc, tx, caller, now, proved)?, left)))
        }
    }
}

/// Proves it with the password. Refused for a caller who has a second factor.
pub async fn by_password(
    svc: &Service,
    caller: &Caller,
    password: &Password,
) -> Result<Bearer, ServiceError> {
    let now = svc.now();
    check_password(svc, caller, password, Action::CheckMfa).await?;
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.write(caller.account, move |tx| {
        let factors = SecondFactors::of(tx, caller.account, &caller.identity, now)?;
        if !factors.none() {
            return Err(ServiceError::NotFresh(factors.proof()));
        }
        renew(&inner, tx, &caller, None, now)
    })
    .await
}

/// Checks a proof by the caller's own devices and records the check.
pub(crate) fn check_own(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    proof: &Offered,
    now: Timestamp,
) -> Result<Judged<AcceptedFactor>, ServiceError> {
    let entry = Entry::by(caller, Action::CheckMfa);
    let checked = proof.check(svc, tx, caller.account, &caller.identity, now)?;
    if let Checked::Refused(_) | Checked::RefusedPair(_) = checked {
        let failures = factor::failures(svc, tx, caller.account, &caller.identity)?;
        let whose = (&caller.identity, caller.name());
        let what = (Guessed::Codes, failures);
        let circumstances = Circumstances::of(caller, now);
        tell_of_failures(svc, tx, caller.account, whose, what, circumstances, now)?;
    }
    match checked {
        Checked::Accepted(factor) => {
            entry.on(factor.serial().as_str()).keep(tx, caller.account, now)?;
            Ok(Ok(factor))
        }
        Checked::Wait(wait) => Ok(Err(ServiceError::Wait(wait))),
        Checked::RefusedPair(fault) => {
            entry.refused(Reason::WrongPair).keep(tx, caller.account, now)?;
            Ok(Err(ServiceError::Pair(fault)))
        }
        Checked::Refused(why) => {
            let circumstances = Circumstances::of(caller, now);
            tell_of_copy(svc, tx, caller.account, caller.name(), &why, circumstances, now)?;
            let mut entry = entry.refused(reason_of(&why));
            if let RefusedFactor::Spent { serial, .. }
            | RefusedFactor::ClockOff { serial, .. }
            | RefusedFactor::Barred { serial, .. } = &why
            {
                entry = entry.on(serial.as_str());
            }
            if let RefusedFactor::Passkey { serial, why } = &why {
                entry = entry.detail(why.to_string()).on_device(serial.as_ref());
            }
            entry.keep(tx, caller.account, now)?;
            Ok(Err(factor::refusal(tx, caller.account, why)?))
        }
    }
}

/// Checks the caller's own password, with a counter of its own, and records a
/// failure under `action`.
pub(crate) async fn check_password(
    svc: &Service,
    caller: &Caller,
    password: &Password,
    action: Action,
) -> Result<(), ServiceError> {
    let now = svc.now();
    let key = ThrottleKey(
        svc.mac(Purpose::Throttle, &[b"own password", caller.identity.key().as_bytes()]),
    );
    let who = caller.clone();
    let (kept, failures) = svc
        .judge(caller.account, move |tx| {
            let kept = tx.attempts(Some(who.account), &key)?;
            match PASSWORD.admit(kept, now) {
                Err(wait) => Ok(Err(ServiceError::Wait(wait))),
                Ok(counted) => {
                    tx.put_attempts(Some(who.account), &key, &counted)?;
                    Ok(Ok((tx.password(who.account, &who.identity)?, counted.failures)))
                }
            }
        })
        .await?;
    let hash = kept.as_ref().map(|record| record.hash.as_str());
    let right = svc.hasher().verify(password, hash).await?;
    let (inner, who) = (svc.clone(), caller.clone());
    svc.judge(caller.account, move |tx| {
        if right {
            tx.clear_attempts(Some(who.account), &key)?;
            return Ok(Ok(()));
        }
        Entry::by(&who, action).refused(Reason::WrongPassword).keep(tx, who.account, now)?;
        let whose = (&who.identity, who.name());
        let what = (Guessed::OwnPassword, failures);
        let circumstances = Circumstances::of(&who, now);
        tell_of_failures(&inner, tx, who.account, whose, what, circumstances, now)?;
        Ok(Err(ServiceError::invalid("password", "this is not your present password")))
    })
    .await
}

/// Gives the caller's session a new token and notes what was proved.
pub(crate) fn renew(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    factor: Option<&AcceptedFactor>,
    now: Timestamp,
) -> Result<Bearer, ServiceError> {
    renew_with(svc, tx, caller, now, |session| match factor {
        Some(factor) => {
            session.factor_at = Some(now);
            session.device = Some(factor.serial().clone());
        }
        None => session.password_at = now,
    })
}

fn renew_with(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    now: Timestamp,
    proved: impl FnOnce(&mut SessionRecord),
) -> Result<Bearer, ServiceError> {
    let next = Bearer::generate(caller.account, svc.env());
    let held = caller.console()?;
    let mut session = SessionRecord { last_seen: now, ..held.record.clone() };
    proved(&mut session);
    if tx.renew_session(caller.account, &held.bearer.hash(), &next.hash(), &session)? {
        Ok(next)
    } else {
        Err(ServiceError::SignedOut)
    }
}
