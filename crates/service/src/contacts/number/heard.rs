//! What the gateway reports of a call that confirms a number.

use identity::Timestamp;
use identity::audit::{Action, Reason};
use identity::names::AccountId;
use identity::recovery::{AfterReport, CallReport};
use identity::signin::Subject;
use identity::throttle::NUMBER_CALL;
use storage::{NumberCheck, Tx};

use super::find::{alive, of_account};
use crate::record::Entry;
use crate::recovery::calls::report::{Heard, Said};
use crate::recovery::link::{LinkPurpose, number_digits};
use crate::recovery::{RecoveryLink, take_call_back};
use crate::{Service, ServiceError};

/// Takes a report on the call of this confirmation. `mark` is the hash of the whole
/// report.
pub(crate) fn take(
    svc: &Service,
    tx: &mut dyn Tx,
    found: NumberCheck,
    link: &RecoveryLink,
    (heard, mark): (&Heard, [u8; 32]),
    now: Timestamp,
) -> Result<Said, ServiceError> {
    let account = link.account();
    let Some((mut check, call)) =
        alive(Some(found), now).and_then(|check| check.call.map(|call| (check, call)))
    else {
        return Ok(Said::Over);
    };
    if !link.is_for(svc, LinkPurpose::NumberCall(call.number)) {
        return Ok(Said::Over);
    }
    let Some(report) = heard.report(check.heard, mark, |keyed| {
        number_digits(svc, account, check.id, call.number).are(keyed)
    }) else {
        return Ok(Said::Again);
    };
    let by = Subject { account, identity: check.by.clone() };
    let entry = Entry::by_subject(tx, &by, Action::ConfirmContact)?
        .on("phone")
        .detail(format!("call {}", call.number));
    let said = match (report, call.report(report, now)) {
        (_, AfterReport::Right) => {
            (check.call, check.proved) = (None, Some(now));
            entry.keep(tx, account, now)?;
            Said::Right
        }
        (CallReport::Digits { .. }, after) => {
            entry.refused(Reason::WrongDigits).keep(tx, account, now)?;
            check.heard = Some(mark);
            follow(&mut check, after);
            if check.call.is_some() { Said::Again } else { Said::Over }
        }
        (CallReport::Ended(end), after) => {
            if !end.reached_somebody() {
                take_call_back(tx, account, &of_account(svc), &NUMBER_CALL, now)?;
            }
            entry.refused(Reason::CallFailed).keep(tx, account, now)?;
            follow(&mut check, after);
            Said::Nothing
        }
        (_, after) => {
            follow(&mut check, after);
            Said::Nothing
        }
    };
    tx.update_number_check(account, &check)?;
    Ok(said)
}

/// Says what the gateway made of a call that it was given; `Err` with the operator's
/// reason when it did not take it.
pub(crate) fn settle(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    check: NumberCheck,
    (number, report, failed): (u32, CallReport, Option<&str>),
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(call) = check.call.filter(|call| call.number == number) else { return Ok(()) };
    let mut check = check;
    follow(&mut check, call.report(report, now));
    tx.update_number_check(account, &check)?;
    if let Some(why) = failed {
        take_call_back(tx, account, &of_account(svc), &NUMBER_CALL, now)?;
        let by = Subject { account, identity: check.by.clone() };
        Entry::by_subject(tx, &by, Action::SendContactCode)?
            .on("phone")
            .refused(Reason::CallFailed)
            .detail(why.chars().filter(|c| !c.is_control()).take(200).collect::<String>())
            .keep(tx, account, now)?;
    }
    Ok(())
}

/// Moves a confirmation on after a report that proved nothing.
fn follow(check: &mut NumberCheck, after: AfterReport) {
    match after {
        AfterReport::GoesOn(call) => check.call = Some(call),
        AfterReport::Ended(end) => (check.call, check.last) = (None, Some(end)),
        AfterReport::Right => {}
    }
}
