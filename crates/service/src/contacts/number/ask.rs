//! Asking for the call that confirms a number. It can be asked for again; a call that
//! failed at the gateway costs nothing.

use std::time::Duration;

use identity::Timestamp;
use identity::audit::{Action, Reason};
use identity::names::PhoneNumber;
use identity::recovery::{Call, CallEnd};
use identity::throttle::NUMBER_CALL;
use storage::{NumberCheck, RecoveryId, Tx};

use super::find::{OVER, admit, authorize, of_account, own};
use crate::env::random;
use crate::record::Entry;
use crate::recovery::take_call_back;
use crate::service::Judged;
use crate::{Caller, Service, ServiceError};

/// How long a call that was asked for is waited for before another one is made.
const PATIENCE: Duration = Duration::from_secs(20);

/// Begins to confirm a number, and asks for the first call to it. What the caller was
/// confirming before is given up.
pub async fn begin(svc: &Service, caller: &Caller, phone: &str) -> Result<(), ServiceError> {
    let phone = PhoneNumber::parse(phone).map_err(|error| ServiceError::invalid("phone", error))?;
    let (inner, who, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| authorize(&inner, tx, &who, now)).await?;
    admit(svc, &phone).await?;
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.judge(caller.account, move |tx| {
        authorize(&inner, tx, &caller, now)?;
        let check = NumberCheck {
            id: RecoveryId(random(inner.env())),
            by: caller.identity.clone(),
            phone: phone.clone(),
            began: now,
            calls: 1,
            last: None,
            call: Some(Call::ask(1, now)),
            heard: None,
            proved: None,
        };
        if let Err(wait) = count(&inner, tx, &caller, 1, now)? {
            return Ok(Err(wait));
        }
        tx.put_number_check(caller.account, &check)?;
        Ok(Ok(()))
    })
    .await
}

/// Asks for another call.
pub async fn again(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (inner, who, now) = (svc.clone(), caller.clone(), svc.now());
    let phone = svc.read(move |tx| {
        authorize(&inner, tx, &who, now)?;
        let check = own(tx, &who, now)?;
        patience(check.call.as_ref(), now)?;
        Ok::<_, ServiceError>(check.phone)
    });
    admit(svc, &phone.await?).await?;
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.judge(caller.account, move |tx| {
        authorize(&inner, tx, &caller, now)?;
        let mut check = own(tx, &caller, now)?;
        if check.proved.is_some() {
            return Err(OVER);
        }
        if let Some(call) = check.call {
            patience(Some(&call), now)?;
            let end = call.give_up(now);
            if end == CallEnd::Gateway {
                take_call_back(tx, caller.account, &of_account(&inner), &NUMBER_CALL, now)?;
            }
            check.last = Some(end);
        }
        check.calls = check.calls.saturating_add(1);
        if let Err(wait) = count(&inner, tx, &caller, check.calls, now)? {
            return Ok(Err(wait));
        }
        check.call = Some(Call::ask(check.calls, now));
        check.heard = None;
        if tx.update_number_check(caller.account, &check)? { Ok(Ok(())) } else { Err(OVER) }
    })
    .await
}

/// Requires that a call under way was waited for.
fn patience(call: Option<&Call>, now: Timestamp) -> Result<(), ServiceError> {
    let left = call.map(|call| PATIENCE.saturating_sub(now.since(call.asked)));
    match left {
        Some(left) if !left.is_zero() => Err(ServiceError::Wait(left)),
        _ => Ok(()),
    }
}

/// Counts a call of the account, and records that it is asked for, or must wait.
fn count(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    number: u32,
    now: Timestamp,
) -> Result<Judged<()>, ServiceError> {
    let account = caller.account;
    let entry =
        Entry::by(caller, Action::SendContactCode).on("phone").detail(format!("call {number}"));
    let key = of_account(svc);
    match NUMBER_CALL.admit(tx.attempts(Some(account), &key)?, now) {
        Ok(counted) => {
            tx.put_attempts(Some(account), &key, &counted)?;
            entry.keep(tx, account, now)?;
            Ok(Ok(()))
        }
        Err(wait) => {
            entry.refused(Reason::Throttled).keep(tx, account, now)?;
            Ok(Err(ServiceError::Wait(wait)))
        }
    }
}
