//! Asking for the telephone call. It can be asked for again; a call that failed at
//! the gateway costs nothing.

use std::time::Duration;

use identity::Identity;
use identity::audit::{Action, Reason};
use identity::recovery::Recovery;
use identity::throttle::RECOVERY_CALL;

use super::announced_phone::apply_due;
use super::hindrance::number_that_counts;
use super::record::{OVER, call_counter, find, take_call_back};
use super::told::{self, Told};
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::service::corrupt;
use crate::signin::Origin;
use crate::{Bearer, Service, ServiceError};

/// How long a call that was asked for is waited for before another one is made.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks for a call; a worker gives it to the gateway after the commit.
pub async fn run(svc: &Service, browser: &Bearer, origin: Origin) -> Result<(), ServiceError> {
    let (inner, browser, now) = (svc.clone(), browser.clone(), svc.now());
    svc.judge(browser.account(), move |tx| {
        let account = browser.account();
        let mut record = match find(&inner, tx, &browser, now) {
            Ok(record) => record,
            Err(over) => return Ok(Err(over)),
        };
        let ready = match record.state {
            Recovery::Call(ready) => ready,
            Recovery::Calling(state) => {
                let since = now.since(state.call().asked);
                if since < PATIENCE {
                    return Ok(Err(ServiceError::Wait(PATIENCE.saturating_sub(since))));
                }
                if state.call().is_overdue(now) {
                    take_call_back(tx, account, &call_counter(&inner), &RECOVERY_CALL, now)?;
                }
                state.give_up(now)
            }
            Recovery::Mail(_) | Recovery::CoolingOff(_) => return Ok(Err(OVER)),
        };
        apply_due(tx, account, now)?;
        let owner = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
        if number_that_counts(tx, &owner, now)?.is_none() {
            let why = "no call has confirmed the number of the account for a year, so it is not called any more";
            return Ok(Err(ServiceError::invalid("phone", why)));
        }
        let entry = Entry::by_identity(&Identity::Root, "root", Action::PlaceRecoveryCall)
            .from(origin.peer)
            .agent(&origin.agent);
        let key = call_counter(&inner);
        match RECOVERY_CALL.admit(tx.attempts(Some(account), &key)?, now) {
            Ok(counted) => tx.put_attempts(Some(account), &key, &counted)?,
            Err(wait) => {
                entry.refused(Reason::Throttled).keep(tx, account, now)?;
                return Ok(Err(ServiceError::Wait(wait)));
            }
        }
        let calling = ready.call(now);
        record.state = Recovery::Calling(calling);
        record.heard = None;
        tx.update_recovery(account, &record)?;
        entry.detail(format!("call {}", calling.call().number)).keep(tx, account, now)?;
        let circumstances = Circumstances::from(&origin, now);
        told::tell(&inner, tx, account, record.id, Told::Call, circumstances, now)?;
        Ok(Ok(()))
    })
    .await
}
