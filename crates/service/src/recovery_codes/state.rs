//! What is known of the caller's codes: how many are left, since when, and whether
//! a set waits to be confirmed. Never the codes.

use identity::recovery_code::Sets;

use crate::{Caller, Service, ServiceError};

/// Returns the state of the caller's own codes.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Sets, ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| Ok(Sets::of(&tx.recovery_codes(caller.account, &caller.identity)?, now)))
        .await
}
