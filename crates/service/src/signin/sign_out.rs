//! Signing out.

use identity::audit::Action;

use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Ends the caller's session.
pub async fn run(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        if tx.remove_session(caller.account, &caller.console()?.bearer.hash())? {
            Entry::by(&caller, Action::ConsoleLogout).keep(tx, caller.account, now)?;
        }
        Ok(())
    })
    .await
}
