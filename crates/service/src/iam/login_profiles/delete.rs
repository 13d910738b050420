//! Taking a user's console password away (operation DeleteLoginProfile). The
//! user's sessions of the console end.

use identity::audit::Action;

use super::shared::{missing, user};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Takes away the password of the named user, or of who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let user_name = user_name.map(str::to_owned);
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let user = user(&inner, tx, &caller, user_name.as_deref(), "iam:DeleteLoginProfile")?;
        let identity = user.identity();
        if !tx.remove_password(account, &identity)? {
            return Err(missing(user.name.as_str()));
        }
        tx.remove_sessions_of(account, &identity, None)?;
        tx.remove_sign_ins_of(account, &identity)?;
        Entry::by(&caller, Action::DeleteLoginProfile)
            .on(user.name.as_str())
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
