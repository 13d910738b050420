//! What the gateway reports of a call, the keyed digits among it. The door has
//! checked that it is the gateway who speaks; here it is checked that it speaks of
//! the call that is under way.

use identity::Identity;
use identity::audit::{Action, Reason};
use identity::recovery::{AfterCall, CallEnd, CallReport, Recovery};
use identity::throttle::RECOVERY_CALL;
use sha2::{Digest, Sha256};

use super::place::{CallPurpose, after};
use crate::contacts::number;
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::recovery::RecoveryLink;
use crate::recovery::link::{LinkPurpose, digits};
use crate::recovery::record::{alive, call_counter, take_call_back};
use crate::recovery::told::{self, Told};
use crate::{Peer, Service, ServiceError};

/// Is what was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It rings.
    Ringing,
    /// Somebody has answered.
    Answered,
    /// These digits were keyed in.
    Digits(String),
    /// It ended.
    Ended(CallEnd),
}

/// Is what the person on the telephone is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The digits were right.
    Right,
    /// They were wrong, and may be keyed in again.
    Again,
    /// Nothing more is taken in this call.
    Over,
    /// Nothing.
    Nothing,
}

/// Takes a report. `bytes` are the whole report as it came: the same one again is
/// not counted again.
pub async fn run(
    svc: &Service,
    link: &RecoveryLink,
    heard: Heard,
    bytes: &[u8],
    peer: Peer,
) -> Result<Said, ServiceError> {
    let (inner, link, now) = (svc.clone(), link.clone(), svc.now());
    let mark: [u8; 32] = Sha256::digest(bytes).into();
    svc.write(link.account(), move |tx| {
        let account = link.account();
        if let Some(check) = tx.number_check(account, link.id())? {
            return number::heard::take(&inner, tx, check, &link, (&heard, mark), now);
        }
        let found = tx.recovery(account, link.id())?;
        let Ok(mut record) = alive(&inner, tx, account, found, now) else {
            return Ok(Said::Over);
        };
        let Recovery::Calling(state) = record.state else { return Ok(Said::Over) };
        let number = state.call().number;
        if !link.is_for(&inner, LinkPurpose::Call(number)) {
            return Ok(Said::Over);
        }
        let right = |keyed: &str| digits(&inner, account, record.id, number).are(keyed);
        let Some(report) = heard.report(record.heard, mark, right) else {
            return Ok(Said::Again);
        };
        let next = state.report(report, now);
        let entry = Entry::by_identity(&Identity::Root, "root", Action::ProveRecoveryPhone)
            .detail(format!("call {number}"));
        let said = match (&report, &next) {
            (CallReport::Digits { right: true }, AfterCall::Proved(_)) => {
                entry.keep(tx, account, now)?;
                let circumstances = Circumstances::at(peer, now);
                told::tell(&inner, tx, account, record.id, Told::Phone, circumstances, now)?;
                Said::Right
            }
            (CallReport::Digits { .. }, next) => {
                entry.refused(Reason::WrongDigits).keep(tx, account, now)?;
                record.heard = Some(mark);
                if matches!(next, AfterCall::Calling(_)) { Said::Again } else { Said::Over }
            }
            (CallReport::Ended(end), _) => {
                if !end.reached_somebody() {
                    take_call_back(tx, account, &call_counter(&inner), &RECOVERY_CALL, now)?;
                }
                Entry::by_identity(&Identity::Root, "root", Action::PlaceRecoveryCall)
                    .refused(Reason::CallFailed)
                    .detail(format!("call {number}: {}", end.name()))
                    .keep(tx, account, now)?;
                Said::Nothing
            }
            _ => Said::Nothing,
        };
        record.state = after(next);
        tx.update_recovery(account, &record)?;
        Ok(said)
    })
    .await
}

/// Says what the call is about that a link names, if it is under way, for the
/// telephone that is played on the screen.
pub async fn is_under_way(
    svc: &Service,
    link: &RecoveryLink,
) -> Result<Option<CallPurpose>, ServiceError> {
    let (inner, link, now) = (svc.clone(), link.clone(), svc.now());
    svc.read(move |tx| {
        let (account, id) = (link.account(), link.id());
        if let Some(check) = number::alive(tx.number_check(account, id)?, now) {
            let call = check.call.map(|call| LinkPurpose::NumberCall(call.number));
            let rings = call.is_some_and(|purpose| link.is_for(&inner, purpose));
            return Ok(rings.then_some(CallPurpose::Number));
        }
        let found = tx.recovery(account, id)?;
        let Ok(record) = alive(&inner, tx, account, found, now) else { return Ok(None) };
        let Recovery::Calling(state) = record.state else { return Ok(None) };
        let rings = link.is_for(&inner, LinkPurpose::Call(state.call().number));
        Ok(rings.then_some(CallPurpose::Recovery))
    })
    .await
}

impl Heard {
    /// Returns what it tells of a call; `None` for wrong digits that were reported
    /// once before, as `before` says. `right` compares digits with those on the
    /// screen.
    pub(crate) fn report(
        &self,
        before: Option<[u8; 32]>,
        mark: [u8; 32],
        right: impl Fn(&str) -> bool,
    ) -> Option<CallReport> {
        Some(match self {
            Self::Ringing => CallReport::Placed,
            Self::Answered => CallReport::Answered,
            Self::Ended(end) => CallReport::Ended(*end),
            Self::Digits(_) if before == Some(mark) => return None,
            Self::Digits(keyed) => CallReport::Digits { right: right(keyed) },
        })
    }

    /// Returns what the end of a call means that the gateway calls completed: who
    /// had keyed in the right digits is past it.
    pub fn completed() -> Self {
        Self::Ended(CallEnd::HungUp)
    }
}
