//! The second step: a code of any of the identity's devices, or two consecutive
//! ones of a device whose clock has drifted.

use identity::audit::{Action, Reason};
use identity::signin::{AfterFactor, FactorVerdict, Pending, RefusedFactor};
use storage::PendingRecord;

use super::complete::{name_of, record_refusal};
use super::pending::{awaits_factor, find};
use super::{Origin, Step, complete};
use crate::factor::{self, Checked};
use crate::notices::{Circumstances, Guessed, tell_of_failures};
use crate::record::Entry;
use crate::{Bearer, Proof, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    /// The pending sign-in.
    pub token: Bearer,
    /// The code, or the pair.
    pub proof: Proof,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Checks the factor and goes on.
pub async fn run(svc: &Service, command: SecondFactor) -> Result<Step, ServiceError> {
    let (inner, now) = (svc.clone(), svc.now());
    let account = command.token.account();
    svc.judge(account, move |tx| {
        let SecondFactor { token, proof, origin } = &command;
        let kept = match find(tx, token, now) {
            Ok(kept) => kept,
            Err(gone) => return Ok(Err(gone)),
        };
        let state = awaits_factor(kept.state)?;
        let subject = state.subject().clone();
        let checked = factor::check(&inner, tx, account, &subject.identity, proof, now)?;
        let verdict = match (&checked, checked.verdict()) {
            (Checked::Wait(wait), _) => return Ok(Err(ServiceError::Wait(*wait))),
            (_, Some(verdict)) => verdict,
            (_, None) => return Ok(Err(ServiceError::SignInRefused)),
        };
        let learned = match (&verdict, proof) {
            (FactorVerdict::Accepted(factor), Proof::Pair { .. }) => Some(factor.serial().clone()),
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
                record_refusal(tx, account, who, reason, origin, now)?;
                let failures = factor::failures(&inner, tx, account, &subject.identity)?;
                let circumstances = Circumstances::from(origin, now);
                let (whose, what) = ((&subject.identity, &*name), (Guessed::Codes, failures));
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
                    Entry::by_identity(&subject.identity, &name, Action::ResyncMfaDevice)
                        .from(origin.peer)
                        .on(serial.as_str())
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
    }
}
