//! Which session tokens the global endpoint gives (operation
//! SetSecurityTokenServicePreferences). It is kept and told by GetAccountSummary; the
//! tokens that are given here are good in every region in any case.

use identity::audit::Action;

use crate::authorize::Ask;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// The version that accounts begin with.
pub(super) const DEFAULT: u32 = 2;

/// Sets the version: 1 or 2.
pub async fn run(svc: &Service, caller: &Caller, version: u32) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let ask = Ask::new("iam:SetSecurityTokenServicePreferences", "*");
        caller.authorize(&inner, tx, &ask)?;
        tx.set_global_token_version(caller.account, version)?;
        Entry::by(&caller, Action::SetSecurityTokenServicePreferences).keep(
            tx,
            caller.account,
            now,
        )?;
        Ok(())
    })
    .await
}
