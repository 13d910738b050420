//! What the gateway reports of a call, the keyed digits among it. The door has
//! checked that it is the gateway who speaks; here it is checked that it speaks of
//! the call that is under way.

use identity::Identity;
use identity::audit::{Action, Reason};
use identity::recovery::{AfterCall, CallEnd, CallReport, Recovery};
use sha2::{Digest, Sha256};

use super::place::after;
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::recovery::RecoveryLink;
use crate::recovery::link::{LinkPurpose, digits};
use crate::recovery::record::{alive, take_call_back};
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
        let found = tx.recovery(account, link.id())?;
        let Ok(mut record) = alive(&inner, tx, account, found, now) else {
            return Ok(Said::Over);
        };
        let Recovery::Calling(state) = record.state else { return Ok(Said::Over) };
        let number = state.call().number;
        if !link.is_for(&inner, LinkPurpose::Call(number)) {
            return Ok(Said::Over);
        }
        let report = match &heard {
            Heard::Ringing => CallReport::Placed,
            Heard::Answered => CallReport::Answered,
            Heard::Ended(end) => CallReport::Ended(*end),
            Heard::Digits(_) if record.heard == Some(mark) => return Ok(Said::Again),
            Heard::Digits(keyed) => {
                let right = digits(&inner, account, record.id, number).are(keyed);
                CallReport::Digits { right }
            }
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
                    take_call_back(&inner, tx, account, now)?;
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

/// Says whether a link names a call that is under way, for the telephone that is
/// played on the screen.
pub async fn is_under_way(svc: &Service, link: &RecoveryLink) -> Result<bool, ServiceError> {
    let (inner, link, now) = (svc.clone(), link.clone(), svc.now());
    svc.read(move |tx| {
        let found = tx.recovery(link.account(), link.id())?;
        let Ok(record) = alive(&inner, tx, link.account(), found, now) else { return Ok(false) };
        Ok(match record.state {
            Recovery::Calling(state) => link.is_for(&inner, LinkPurpose::Call(state.call().number)),
            Recovery::Mail(_) | Recovery::Call(_) | Recovery::CoolingOff(_) => false,
        })
    })
    .await
}

impl Heard {
    /// Returns what the end of a call means that the gateway calls completed: who
    /// had keyed in the right digits is past it.
    pub fn completed() -> Self {
        Self::Ended(CallEnd::HungUp)
    }
}
