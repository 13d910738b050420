//! Withdrawing a reset that one asked for, or turning down a colleague's.

use identity::audit::Action;

use crate::record::Entry;
use crate::users::find;
use crate::{Caller, Service, ServiceError};

/// Removes the request about a user. Whom it is about may turn it down as well: an
/// administrator who still has the devices.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.console()?;
        let user = find(&inner, tx, &caller, &name, "iam:DeactivateMFADevice")?;
        if tx.remove_reset_request(account, &user.id)? {
            Entry::by(&caller, Action::DismissMfaReset)
                .on(user.name.as_str())
                .keep(tx, account, now)?;
        }
        Ok(())
    })
    .await
}
