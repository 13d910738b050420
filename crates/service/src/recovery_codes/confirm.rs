//! Putting a set into force by typing one of its codes back: proof that they were
//! stored. The code stays unused. The set before is void from that moment, and all
//! other sessions end. Replacements of used codes join the set in force instead, which
//! voids nothing and ends nothing.

use identity::Timestamp;
use identity::audit::{Action, Reason};
use identity::recovery_code::{CODES, KeptCode, RecoveryCode};
use storage::{CodesFor, Tx};
use subtle::{Choice, ConstantTimeEq};

use super::check::{Attempt, hash_of};
use crate::notices::{Circumstances, CodesEvent, tell_of_codes};
use crate::record::Entry;
use crate::service::Judged;
use crate::{Caller, FactorRefusal, Service, ServiceError};

/// Confirms the caller's set that waits. Whoever has the code has seen the page
/// that showed it, which asked for a fresh proof, so none is asked for again.
pub async fn run(svc: &Service, caller: &Caller, typed: &RecoveryCode) -> Result<(), ServiceError> {
    let hash = hash_of(svc, caller.account, &caller.identity, typed);
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let (account, who) = (caller.account, &caller.identity);
        let keep = caller.console()?.bearer.hash();
        caller.authorize_own(&inner, tx, "iam:EnableMFADevice")?;
        let kept = tx.recovery_codes(account, who)?;
        let waiting: Vec<&KeptCode> = kept.iter().filter(|code| code.is_waiting(now)).collect();
        let Some((made, joins)) = waiting.first().map(|code| (code.made, code.joins)) else {
            return Ok(Err(ServiceError::Gone("the set of recovery codes")));
        };
        let attempt = match Attempt::begin(&inner, tx, account, who, now)? {
            Ok(attempt) => attempt,
            Err(wait) => return Ok(Err(ServiceError::Wait(wait))),
        };
        let entry = Entry::by(&caller, Action::ConfirmRecoveryCodes);
        let none = Choice::from(0);
        let found = waiting.iter().fold(none, |found, code| found | code.hash.ct_eq(&hash));
        if !bool::from(found) {
            attempt.failed(tx)?;
            entry.refused(Reason::WrongRecoveryCode).keep(tx, account, now)?;
            return Ok(Err(ServiceError::Factor(FactorRefusal::NotOfThisSet)));
        }
        if joins {
            return join(&inner, tx, &caller, (made, waiting.len()), attempt, now);
        }
        let voided = tx.count_recovery_codes(account, who)?;
        if !tx.confirm_recovery_codes(account, who, CodesFor::NewSet, made, now)? {
            return Ok(Err(ServiceError::Gone("the set of recovery codes")));
        }
        attempt.succeeded(tx)?;
        tx.remove_sessions_of(account, who, Some(&keep))?;
        tx.remove_sign_ins_of(account, who)?;
        entry.detail(format!("{CODES} codes in force")).keep(tx, account, now)?;
        let (whose, made) = ((who, caller.name()), CodesEvent::Made { voided });
        let circumstances = Circumstances::of(&caller, now);
        tell_of_codes(&inner, tx, account, whose, made, circumstances, now)?;
        Ok(Ok(()))
    })
    .await
}

/// Lets replacements join the set in force, when one of them was typed back. Nothing
/// else changes: sessions go on.
fn join(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    (made, count): (Timestamp, usize),
    attempt: Attempt,
    now: Timestamp,
) -> Result<Judged<()>, ServiceError> {
    let (account, who) = (caller.account, &caller.identity);
    if !tx.confirm_recovery_codes(account, who, CodesFor::UsedCodes, made, now)? {
        return Ok(Err(ServiceError::Gone("the set of recovery codes")));
    }
    attempt.succeeded(tx)?;
    let left = tx.count_recovery_codes(account, who)?;
    Entry::by(caller, Action::ConfirmRecoveryCodes)
        .detail(format!("{count} in place of used ones, {left} in force"))
        .keep(tx, account, now)?;
    let (whose, replaced) = ((who, caller.name()), CodesEvent::Replaced { count, left });
    let circumstances = Circumstances::of(caller, now);
    tell_of_codes(svc, tx, account, whose, replaced, circumstances, now)?;
    Ok(Ok(()))
}
