//! Signing a user out of the console everywhere, for an administrator who was told of a
//! stolen laptop. Password, devices and access keys stay as they are.

use identity::audit::Action;

use super::{find, not_self};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Ends every session of the console that a user has, and every sign-in that is under
/// way. Returns how many sessions there were.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<u64, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        // A new password ends them as well, so it is permitted as that.
        let user = find(&inner, tx, &caller, &name, "iam:UpdateLoginProfile")?;
        not_self(&caller, &user)?;
        caller.require_fresh(tx, now)?;
        let ended = tx.remove_sessions_of(caller.account, &user.identity(), None)?;
        tx.remove_sign_ins_of(caller.account, &user.identity())?;
        Entry::by(&caller, Action::RevokeSessions)
            .on(user.name.as_str())
            .detail(format!("{ended} sessions of the console"))
            .keep(tx, caller.account, now)?;
        Ok(ended)
    })
    .await
}
