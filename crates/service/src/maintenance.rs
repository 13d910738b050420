//! Clearing away what is over: run by a worker now and then. Nothing depends on
//! it but the size of the store, since every reader checks the times itself.

use std::time::Duration;

use identity::session::PENDING_SIGN_IN;

use crate::contacts::number::CHECK_LIFETIME;
use crate::hardware_tokens::expiry;
use crate::recovery::{announced_phone, ready};
use crate::{MasterKey, Service, ServiceError};

/// The longest that any session may last.
const LONGEST_SESSION: Duration = Duration::from_hours(12);
/// The longest that any recovery may take, its waiting included.
const LONGEST_RECOVERY: Duration = Duration::from_hours(30 * 24);
/// How long counters of names that belong to no account are kept.
const STRANGERS: Duration = Duration::from_hours(24);
/// How long it is remembered which mail was sent or given up.
const MAIL: Duration = Duration::from_hours(30 * 24);

/// Removes pending sign-ins, challenges, sessions, recoveries and strangers' counters
/// whose time is up, puts announced telephone numbers into their place, tells of
/// recoveries whose waiting is over and of hardware tokens whose time ends.
pub async fn run(svc: &Service) -> Result<(), ServiceError> {
    let now = svc.now();
    svc.write_anywhere(move |tx| {
        tx.purge_sign_ins(now.minus(PENDING_SIGN_IN))?;
        tx.purge_challenges(now.minus(webauthn::TIMEOUT))?;
        tx.purge_sessions(now.minus(LONGEST_SESSION))?;
        tx.purge_attempts(now.minus(STRANGERS))?;
        tx.purge_recoveries(now.minus(LONGEST_RECOVERY))?;
        tx.purge_number_checks(now.minus(CHECK_LIFETIME))?;
        tx.purge_outbox(now.minus(MAIL))?;
        Ok(())
    })
    .await?;
    announced_phone::apply_all(svc).await?;
    ready::run(svc).await?;
    expiry::tell_all(svc).await
}

/// Says whether a store was made with this master key; a new store is from now
/// on.
pub async fn claim_key(svc: &Service, key: &MasterKey) -> Result<bool, ServiceError> {
    let mark = key.fingerprint();
    svc.write_anywhere(move |tx| {
        let kept = tx.key_mark()?;
        if kept.is_none() {
            tx.set_key_mark(&mark)?;
        }
        Ok(kept.is_none_or(|kept| kept == mark))
    })
    .await
}

/// Says whether the store answers.
pub async fn ready(svc: &Service) -> Result<(), ServiceError> {
    svc.read(|tx| tx.accounts(None, 1).map(|_| ()).map_err(ServiceError::from)).await
}
