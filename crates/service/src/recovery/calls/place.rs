//! Taking the calls that nobody has given to the gateway yet, and saying what came
//! of it. Of several nodes one gets each call.

use identity::Identity;
use identity::audit::{Action, Reason};
use identity::names::{AccountId, PhoneNumber};
use identity::recovery::{AfterCall, CallEnd, CallProgress, CallReport, Recovery};
use storage::RecoveryId;

use crate::record::Entry;
use crate::recovery::link::{LinkPurpose, text};
use crate::recovery::record::{alive, take_call_back};
use crate::{Service, ServiceError};

/// Calls that are taken at once.
const BATCH: u32 = 16;

/// Is a call to be given to the gateway.
#[derive(Clone, Debug)]
pub struct Order {
    account: AccountId,
    id: RecoveryId,
    number: u32,
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
    Ok(orders)
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
        let reached = owner.as_ref().and_then(|owner| owner.phone.clone());
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
        let found = tx.recovery(account, order.id)?;
        let Ok(mut record) = alive(&inner, tx, account, found, now) else { return Ok(()) };
        let Recovery::Calling(state) = record.state else { return Ok(()) };
        if state.call().number != order.number {
            return Ok(());
        }
        let report = match &placed {
            Ok(()) => CallReport::Placed,
            Err(_) => CallReport::Ended(CallEnd::Gateway),
        };
        record.state = after(state.report(report, now));
        tx.update_recovery(account, &record)?;
        if let Err(why) = &placed {
            take_call_back(&inner, tx, account, now)?;
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
