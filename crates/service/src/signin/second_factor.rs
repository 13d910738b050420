//! The second step: a code of any of the identity's devices, or two consecutive
//! ones of a device whose clock has drifted, or the answer of a passkey.

use identity::audit::{Action, Reason};
use identity::device::Barred;
use identity::signin::{AfterFactor, FactorVerdict, Pending, RefusedFactor};
use storage::PendingRecord;
use webauthn::Fault;

use super::complete::{name_of, record_refusal, refused_entry};
use super::pending::{awaits_factor, find};
use super::{Origin, Step, complete};
use crate::factor::{self, Checked};
use crate::notices::{Circumstances, Guessed, tell_of_copy, tell_of_failures};
use crate::passkeys::{self, Holder, Offered};
use crate::record::Entry;
use crate::{Bearer, Proof, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    /// The pending sign-in.
    pub token: Bearer,
    /// The code, the pair, or the passkey's answer.
    pub proof: Proof,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Checks the factor and goes on.
pub async fn run(svc: &Service, command: SecondFactor) -> Result<Step, ServiceError> {
    let (inner, now) = (svc.clone(), svc.now());
    let account = command.token.account();
    let holder = Holder::of_sign_in(&command.token);
    let offered = passkeys::judge(svc, account, holder, command.proof).await?;
    let (token, origin) = (command.token, command.origin);
    svc.judge(account, move |tx| {
        let (token, origin) = (&token, &origin);
        let kept = match find(tx, token, now) {
            Ok(kept) => kept,
            Err(gone) => return Ok(Err(gone)),
        };
        let state = awaits_factor(kept.state)?;
        let subject = state.subject().clone();
        let checked = offered.check(&inner, tx, account, &subject.identity, now)?;
        let verdict = match (&checked, checked.verdict()) {
            (Checked::Wait(wait), _) => return Ok(Err(ServiceError::Wait(*wait))),
            (_, Some(verdict)) => verdict,
            (_, None) => return Ok(Err(ServiceError::SignInRefused)),
        };
        let learned = match (&verdict, &offered) {
            (FactorVerdict::Accepted(factor), Offered::Typed(Proof::Pair { .. })) => {
                Some(factor.serial().clone())
            }
            _ => None,
        };

        match state.factor(verdict) {
            AfterFactor::Again(_, why) => {
                let name = name_of(tx, &subject)?;
                let reason = match &checked {
                    Checked::RefusedPair(_) => Reason::WrongPair,
                    _ => reason_of(&why),
                };
                let who = Some((&subject.identity, name.as_str()));
                match &why {
                    RefusedFactor::Passkey { serial, why } => {
                        refused_entry(who, reason, origin)
                            .detail(why.to_string())
                            .on_device(serial.as_ref())
                            .keep(tx, account, now)?;
                    }
                    _ => record_refusal(tx, account, who, reason, origin, now)?,
                }
                let failures = factor::failures(&inner, tx, account, &subject.identity)?;
                let circumstances = Circumstances::from(origin, now);
                let (whose, what) = ((&subject.identity, &*name), (Guessed::Codes, failures));
                tell_of_copy(&inner, tx, account, &name, &why, circumstances.clone(), now)?;
                tell_of_failures(&inner, tx, account, whose, what, circumstances, now)?;
                match checked {
                    Checked::RefusedPair(fault) => Ok(Err(ServiceError::Pair(fault))),
                    _ => Ok(Err(factor::refusal(tx, account, why)?)),
                }
            }
            AfterFactor::NewPassword(next) => {
                let state = Pending::NewPassword(next);
                let next = Bearer::generate(account, inner.env());
                tx.remove_sign_in(account, &token.hash())?;
                tx.put_sign_in(account, &next.hash(), &PendingRecord { state, began: kept.began })?;
                Ok(Ok(Step::NewPassword(next)))
            }
            AfterFactor::Complete(done) => {
                tx.remove_sign_in(account, &token.hash())?;
                if let Some(serial) = learned {
                    let name = name_of(tx, &subject)?;
                    Entry::by_subject(tx, &subject, Action::ResyncMfaDevice)?
                        .from(origin.peer)
                        .on(serial.as_str())
                        .asked(told::device(&subject.identity, &name, serial.as_str()))
                        .keep(tx, account, now)?;
                }
                Ok(Ok(Step::Complete(complete(&inner, tx, &done, origin, kept.began, now)?)))
            }
        }
    })
    .await
}

/// Returns why a code was refused, for the audit trail.
pub(crate) fn reason_of(why: &RefusedFactor) -> Reason {
    match why {
        RefusedFactor::Wrong => Reason::WrongCode,
        RefusedFactor::Spent { .. } => Reason::SpentCode,
        RefusedFactor::ClockOff { .. } => Reason::ClockOff,
        RefusedFactor::PairNeeded => Reason::PairNeeded,
        RefusedFactor::PasskeyNeeded => Reason::PasskeyNeeded,
        RefusedFactor::Barred { why: Barred::Lost, .. } => Reason::SuspendedDevice,
        RefusedFactor::Barred { why: Barred::Expired, .. } => Reason::ExpiredDevice,
        RefusedFactor::RecoveryCode { spent: true } => Reason::SpentRecoveryCode,
        RefusedFactor::RecoveryCode { spent: false } => Reason::WrongRecoveryCode,
        RefusedFactor::Passkey { why: Fault::CounterBack, .. } => Reason::CounterBack,
        RefusedFactor::Passkey { .. } => Reason::WrongPasskey,
    }
}
