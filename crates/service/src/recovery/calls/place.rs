//! Taking the calls that nobody has given to the gateway yet, those of recoveries and
//! those that confirm a number, and saying what came of it. Of several nodes one gets each call.

use identity::Identity;
use identity::audit::{Action, Reason};
use identity::names::{AccountId, PhoneNumber};
use identity::recovery::{AfterCall, CallEnd, CallProgress, CallReport, Recovery};
use identity::throttle::RECOVERY_CALL;
use storage::RecoveryId;

use crate::contacts::number;
use crate::record::Entry;
use crate::recovery::hindrance::number_that_counts;
use crate::recovery::link::{LinkPurpose, text};
use crate::recovery::record::{alive, call_counter, take_call_back};
use crate::{Service, ServiceError};

/// Calls that are taken at once.
const BATCH: u32 = 16;

/// Is what a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallPurpose {
    /// Root is being recovered.
    Recovery,
    /// A telephone number is being confirmed.
    Number,
}

/// Is a call to be given to the gateway.
#[derive(Clone, Debug)]
pub struct Order {
    account: AccountId,
    id: RecoveryId,
    number: u32,
    /// What it is about.
    pub purpose: CallPurpose,
    /// The telephone number.
    pub to: PhoneNumber,
    /// What the account is called.
    pub account_name: String,
    /// Where the gateway reports: a path of ours. Never for logs.
    pub report_to: zeroize::Zeroizing<String>,
}

/// Takes calls.
pub async fn take(svc: &Service) -> Result<Vec<Order>, ServiceError> {
    let mut orders = Vec::new();
    for (account, id) in svc.read(|tx| Ok(tx.wanted_calls(BATCH)?)).await? {
        orders.extend(take_one(svc, account, id).await?);
    }
    for (account, id) in svc.read(|tx| Ok(tx.wanted_number_calls(BATCH)?)).await? {
        orders.extend(take_number(svc, account, id).await?);
    }
    Ok(orders)
}

async fn take_number(
    svc: &Service,
    account: AccountId,
    id: RecoveryId,
) -> Result<Option<Order>, ServiceError> {
    let (inner, now) = (svc.clone(), svc.now());
    svc.write(account, move |tx| {
        let Some(check) = number::alive(tx.number_check(account, id)?, now) else {
            tx.remove_number_check(account, id)?;
            return Ok(None);
        };
        let wanted = check.call.filter(|call| call.progress == CallProgress::Wanted);
        let (Some(call), Some(owner)) = (wanted, tx.account(account)?) else { return Ok(None) };
        let (to, number) = (check.phone.clone(), call.number);
        let placing = (number, CallReport::Placing, None);
        number::heard::settle(&inner, tx, account, check, placing, now)?;
        let link = text(&inner, account, id, LinkPurpose::NumberCall(number));
        Ok(Some(Order {
            account,
            id,
            number,
            purpose: CallPurpose::Number,
            to,
            account_name: owner.name.as_str().to_owned(),
            report_to: zeroize::Zeroizing::new(format!("/phone/{}", link.as_str())),
        }))
    })
    .await
}

async fn take_one(
    svc: &Service,
    account: AccountId,
    id: RecoveryId,
) -> Result<Option<Order>, ServiceError> {
    let (inner, now) = (svc.clone(), svc.now());
    svc.write(account, move |tx| {
        let found = tx.recovery(account, id)?;
        let Ok(mut record) = alive(&inner, tx, account, found, now) else {
            tx.remove_recovery(account, id)?;
            return Ok(None);
        };
        let Recovery::Calling(state) = record.state else { return Ok(None) };
        if state.call().progress != CallProgress::Wanted {
            return Ok(None);
        }
        let number = state.call().number;
        let owner = tx.account(account)?;
        let reached = match &owner {
            Some(owner) => number_that_counts(tx, owner, now)?,
            None => None,
        };
        let report = match reached {
            Some(_) => CallReport::Placing,
            None => CallReport::Ended(CallEnd::Gateway),
        };
        record.state = after(state.report(report, now));
        tx.update_recovery(account, &record)?;
        let (Some(owner), Some(to)) = (owner, reached) else { return Ok(None) };
        let link = text(&inner, account, id, LinkPurpose::Call(number));
        Ok(Some(Order {
            account,
            id,
            number,
            purpose: CallPurpose::Recovery,
            to,
            account_name: owner.name.as_str().to_owned(),
            report_to: zeroize::Zeroizing::new(format!("/phone/{}", link.as_str())),
        }))
    })
    .await
}

/// Says what became of a call: `Err` with the operator's reason when the gateway
/// did not take it.
pub async fn settle(
    svc: &Service,
    order: &Order,
    placed: Result<(), String>,
) -> Result<(), ServiceError> {
    let (inner, order, now) = (svc.clone(), order.clone(), svc.now());
    svc.write(order.account, move |tx| {
        let account = order.account;
        let report = match &placed {
            Ok(()) => CallReport::Placed,
            Err(_) => CallReport::Ended(CallEnd::Gateway),
        };
        if order.purpose == CallPurpose::Number {
            let found = number::alive(tx.number_check(account, order.id)?, now);
            let Some(check) = found else { return Ok(()) };
            let failed = placed.as_ref().err().map(String::as_str);
            let settled = (order.number, report, failed);
            return number::heard::settle(&inner, tx, account, check, settled, now);
        }
        let found = tx.recovery(account, order.id)?;
        let Ok(mut record) = alive(&inner, tx, account, found, now) else { return Ok(()) };
        let Recovery::Calling(state) = record.state else { return Ok(()) };
        if state.call().number != order.number {
            return Ok(());
        }
        record.state = after(state.report(report, now));
        tx.update_recovery(account, &record)?;
        if let Err(why) = &placed {
            take_call_back(tx, account, &call_counter(&inner), &RECOVERY_CALL, now)?;
            Entry::by_identity(&Identity::Root, "root", Action::PlaceRecoveryCall)
                .refused(Reason::CallFailed)
                .detail(why.chars().filter(|c| !c.is_control()).take(200).collect::<String>())
                .keep(tx, account, now)?;
        }
        Ok(())
    })
    .await
}

/// Returns the state to keep after a report.
#[expect(clippy::needless_pass_by_value, reason = "a state is consumed by its successor")]
pub(super) fn after(next: AfterCall) -> Recovery {
    match next {
        AfterCall::Calling(state) => Recovery::Calling(state),
        AfterCall::Again(state) => Recovery::Call(state),
        AfterCall::Proved(state) => Recovery::CoolingOff(state),
    }
}
