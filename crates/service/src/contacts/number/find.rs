//! Finding what is being confirmed, and what its calls are counted by.

use std::time::Duration;

use identity::Timestamp;
use identity::names::PhoneNumber;
use identity::throttle::NUMBER_CALL;
use storage::{NumberCheck, ThrottleKey, Tx};

use crate::authorize::Ask;
use crate::recovery::PhoneService;
use crate::{Caller, Purpose, Service, ServiceError};

/// How long a number may wait to be confirmed and used.
pub(crate) const CHECK_LIFETIME: Duration = Duration::from_hours(1);

/// What is over, as people are told.
pub(super) const OVER: ServiceError = ServiceError::Gone("the confirmation");

/// Requires that the caller may change the number, and that calls are made at all.
pub(super) fn authorize(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if svc.settings().phone == PhoneService::None {
        return Err(ServiceError::Denied);
    }
    caller.authorize(svc, tx, &Ask::on_account("account:PutContactInformation", caller.account))?;
    caller.require_fresh(tx, now)
}

/// Finds what the caller is confirming.
pub(super) fn own(
    tx: &mut dyn Tx,
    caller: &Caller,
    now: Timestamp,
) -> Result<NumberCheck, ServiceError> {
    alive(tx.number_check_of(caller.account, &caller.identity)?, now).ok_or(OVER)
}

/// Hands one on whose time is not up.
pub(crate) fn alive(found: Option<NumberCheck>, now: Timestamp) -> Option<NumberCheck> {
    found.filter(|check| now.since(check.began) < CHECK_LIFETIME)
}

/// Names the counter of such calls of an account.
pub(crate) fn of_account(svc: &Service) -> ThrottleKey {
    ThrottleKey(svc.mac(Purpose::Throttle, &[b"number call"]))
}

/// Counts a call to a number, over all accounts, so that nobody's telephone is rung
/// all night by way of this service.
pub(super) async fn admit(svc: &Service, phone: &PhoneNumber) -> Result<(), ServiceError> {
    let now = svc.now();
    let key = ThrottleKey(svc.mac(Purpose::Throttle, &[b"call to", phone.as_str().as_bytes()]));
    svc.write_anywhere(move |tx| match NUMBER_CALL.admit(tx.attempts(None, &key)?, now) {
        Err(wait) => Ok(Err(ServiceError::Wait(wait))),
        Ok(counted) => {
            tx.put_attempts(None, &key, &counted)?;
            Ok(Ok(()))
        }
    })
    .await?
}
