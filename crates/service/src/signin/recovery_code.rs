//! The second step by a recovery code, in place of a device. It is spent by one
//! atomic statement: of many who send it at once one is signed in.

use identity::audit::Action;
use identity::recovery_code::RecoveryCode;
use identity::signin::{AfterFactor, FactorVerdict, Pending, RefusedFactor};
use storage::PendingRecord;

use super::complete::{name_of, record_refusal};
use super::pending::{awaits_factor, find};
use super::second_factor::reason_of;
use super::{Origin, Step, complete};
use crate::factor;
use crate::notices::{Circumstances, CodesEvent, Guessed, tell_of_codes, tell_of_failures};
use crate::record::Entry;
use crate::recovery_codes::check::{Checked, spend};
use crate::{Bearer, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct ByRecoveryCode {
    /// The pending sign-in.
    pub token: Bearer,
    /// The code.
    pub code: RecoveryCode,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Checks the code and goes on.
pub async fn run(svc: &Service, command: ByRecoveryCode) -> Result<Step, ServiceError> {
    let (inner, now) = (svc.clone(), svc.now());
    let account = command.token.account();
    svc.judge(account, move |tx| {
        let ByRecoveryCode { token, code, origin } = &command;
        let kept = match find(tx, token, now) {
            Ok(kept) => kept,
            Err(gone) => return Ok(Err(gone)),
        };
        let state = awaits_factor(kept.state)?;
        let subject = state.subject().clone();
        let name = name_of(tx, &subject)?;
        let verdict = match spend(&inner, tx, account, &subject.identity, code, now)? {
            Checked::Wait(wait) => return Ok(Err(ServiceError::Wait(wait))),
            Checked::Refused { spent, failures } => {
                let (whose, from) = ((&subject.identity, &*name), Circumstances::from(origin, now));
                let what = (Guessed::RecoveryCodes, failures);
                tell_of_failures(&inner, tx, account, whose, what, from, now)?;
                FactorVerdict::Refused(RefusedFactor::RecoveryCode { spent })
            }
            Checked::Accepted(accepted, left) => {
                Entry::by_subject(tx, &subject, Action::UseRecoveryCode)?
                    .from(origin.peer)
                    .agent(&origin.agent)
                    .detail(format!("{left} left"))
                    .keep(tx, account, now)?;
                let whose = (&subject.identity, name.as_str());
                let (used, from) = (CodesEvent::Used { left }, Circumstances::from(origin, now));
                tell_of_codes(&inner, tx, account, whose, used, from, now)?;
                FactorVerdict::AcceptedCode(accepted)
            }
        };
        match state.factor(verdict) {
            AfterFactor::Again(_, why) => {
                let who = Some((&subject.identity, name.as_str()));
                record_refusal(tx, account, who, reason_of(&why), origin, now)?;
                Ok(Err(factor::refusal(tx, account, why)?))
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
                Ok(Ok(Step::Complete(complete(&inner, tx, &done, origin, kept.began, now)?)))
            }
        }
    })
    .await
}
