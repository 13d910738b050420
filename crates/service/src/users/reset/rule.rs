//! The account's setting: whether resetting an administrator takes two.

use identity::audit::Action;

use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Says whether it takes two.
pub async fn get(svc: &Service, caller: &Caller) -> Result<bool, ServiceError> {
    let account = caller.account;
    svc.read(move |tx| Ok(tx.two_reset_administrators(account)?)).await
}

/// Sets it. Any administrator may ask for more care; only the root user gives it
/// up, or one administrator could do so and then act alone.
pub async fn set(svc: &Service, caller: &Caller, two: bool) -> Result<(), ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.console()?;
        if !two {
            caller.require_root()?;
        } else if !caller.is_administrator() {
            return Err(ServiceError::Denied);
        }
        caller.require_fresh(tx, now)?;
        if tx.two_reset_administrators(account)? == two {
            return Ok(());
        }
        tx.set_two_reset_administrators(account, two)?;
        let said = if two { "it takes two" } else { "it takes one" };
        Entry::by(&caller, Action::UpdateResetRule).detail(said).keep(tx, account, now)?;
        Ok(())
    })
    .await
}
