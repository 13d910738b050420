//! Taking the calls that nobody has given to the gateway yet, those of recoveries and
//! those that confirm a number, and saying what came of it. Of several nodes one gets each call.

use identity::account::Account;
use identity::audit::{Action, Reason};
use identity::names::{AccountId, PhoneNumber};
use identity::recovery::{AfterCall, CallEnd, CallProgress, CallReport, Recovery};
use identity::throttle::RECOVERY_CALL;
use identity::{Identity, Timestamp};
use storage::{RecoveryId, Tx};

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

impl Order {
    /// Writes one out. Its link serves this call and no other.
    fn of(
        svc: &Service,
        owner: &Account,
        id: RecoveryId,
        (purpose, number): (CallPurpose, u32),
        to: PhoneNumber,
    ) -> Self {
        let serves = match purpose {
            CallPurpose::Recovery => LinkPurpose::Call(number),
            CallPurpose::Number => LinkPurpose::NumberCall(number),
        };
        let link = text(svc, owner.id, id, serves);
        Self {
            account: owner.id,
            id,
            number,
            purpose,
            to,
            account_name: owner.name.as_str().to_owned(),
            report_to: zeroize::Zeroizing::new(format!("/phone/{}", link.as_str())),
        }
    }
}

/// Takes calls.
pub async fn take(svc: &Service) -> Result<Vec<Order>, ServiceError> {
    let wanted = svc.read(|tx| {
        let of_recoveries = tx.wanted_calls(BATCH)?.into_iter();
        let of_numbers = tx.wanted_number_calls(BATCH)?.into_iter();
        let all = of_recoveries.map(|call| (CallPurpose::Recovery, call));
        Ok::<_, ServiceError>(
            all.chain(of_numbers.map(|call| (CallPurpose::Number, call))).collect::<Vec<_>>(),
        )
    });
    let mut orders = Vec::new();
    for (purpose, (account, id)) in wanted.await? {
        let (inner, now) = (svc.clone(), svc.now());
        let taken = svc.write(account, move |tx| match purpose {
            CallPurpose::Recovery => take_recovery(&inner, tx, account, id, now),
            CallPurpose::Number => take_number(&inner, tx, account, id, now),
        });
        orders.extend(taken.await?);
    }
    Ok(orders)
}

fn take_number(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    id: RecoveryId,
    now: Timestamp,
) -> Result<Option<Order>, ServiceError> {
    let Some(check) = number::alive(tx.number_check(account, id)?, now) else {
        tx.remove_number_check(account, id)?;
        return Ok(None);
    };
    let wanted = check.call.filter(|call| call.progress == CallProgress::Wanted);
    let (Some(call), Some(owner)) = (wanted, tx.account(account)?) else { return Ok(None) };
    let to = check.phone.clone();
    let placing = (call.number, CallReport::Placing, None);
    number::heard::settle(svc, tx, account, check, placing, now)?;
    Ok(Some(Order::of(svc, &owner, id, (CallPurpose::Number, call.number), to)))
}

fn take_recovery(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    id: RecoveryId,
    now: Timestamp,
) -> Result<Option<Order>, ServiceError> {
    let found = tx.recovery(account, id)?;
    let Ok(mut record) = alive(svc, tx, account, found, now) else {
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
    Ok(Some(Order::of(svc, &owner, id, (CallPurpose::Recovery, number), to)))
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
        let report = match &placed {
            Ok(()) => CallReport::Placed,
            Err(_) => CallReport::Ended(CallEnd::Gateway),
        };
        let failed = placed.as_ref().err().map(String::as_str);
        match order.purpose {
            CallPurpose::Recovery => settle_recovery(&inner, tx, &order, report, failed, now),
            CallPurpose::Number => {
                let found = number::alive(tx.number_check(order.account, order.id)?, now);
                let Some(check) = found else { return Ok(()) };
                let settled = (order.number, report, failed);
                number::heard::settle(&inner, tx, order.account, check, settled, now)
            }
        }
    })
    .await
}

fn settle_recovery(
    svc: &Service,
    tx: &mut dyn Tx,
    order: &Order,
    report: CallReport,
    failed: Option<&str>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let account = order.account;
    let found = tx.recovery(account, order.id)?;
    let Ok(mut record) = alive(svc, tx, account, found, now) else { return Ok(()) };
    let Recovery::Calling(state) = record.state else { return Ok(()) };
    if state.call().number != order.number {
        return Ok(());
    }
    record.state = after(state.report(report, now));
    tx.update_recovery(account, &record)?;
    if let Some(why) = failed {
        take_call_back(tx, account, &call_counter(svc), &RECOVERY_CALL, now)?;
        Entry::by_identity(&Identity::Root, "root", Action::PlaceRecoveryCall)
            .refused(Reason::CallFailed)
            .detail(why.chars().filter(|c| !c.is_control()).take(200).collect::<String>())
            .keep(tx, account, now)?;
    }
    Ok(())
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
