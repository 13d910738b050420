//! Sending the link once more, for a mail that did not come.

use identity::Identity;
use identity::recovery::Recovery;
use identity::throttle::RECOVERY;
use storage::ThrottleKey;

use super::record::{OVER, find};
use super::told::send_link;
use crate::notices::Circumstances;
use crate::service::corrupt;
use crate::signin::Origin;
use crate::{Bearer, Purpose, Service, ServiceError};

/// Sends the link of a browser's recovery again; it is the same link, and is good
/// no longer than before.
pub async fn run(svc: &Service, browser: &Bearer, origin: Origin) -> Result<(), ServiceError> {
    let (inner, browser, now) = (svc.clone(), browser.clone(), svc.now());
    svc.judge(browser.account(), move |tx| {
        let id = browser.account();
        let record = match find(&inner, tx, &browser, now) {
            Ok(record) => record,
            Err(over) => return Ok(Err(over)),
        };
        let Recovery::Mail(_) = record.state else { return Ok(Err(OVER)) };
        let parts: [&[u8]; 3] = [b"recovery mail", Identity::Root.key().as_bytes(), &record.id.0];
        let key = ThrottleKey(inner.mac(Purpose::Throttle, &parts));
        match RECOVERY.admit(tx.attempts(Some(id), &key)?, now) {
            Ok(counted) => tx.put_attempts(Some(id), &key, &counted)?,
            Err(wait) => return Ok(Err(ServiceError::Wait(wait))),
        }
        let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        send_link(&inner, tx, &account, record.id, Circumstances::from(&origin, now), now)?;
        Ok(Ok(()))
    })
    .await
}
