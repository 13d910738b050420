//! Deleting an access key (operation DeleteAccessKey).

use identity::audit::Action;

use super::find;
use crate::record::Entry;
use crate::subject::user_or_self;
use crate::{Caller, Service, ServiceError, told};

/// Deletes a key of the named user, or of who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
    access_key_id: &str,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let (user_name, id) = (user_name.map(str::to_owned), access_key_id.to_owned());
    svc.write(caller.account, move |tx| {
        let subject =
            user_or_self(&inner, tx, &caller, user_name.as_deref(), "iam:DeleteAccessKey")?;
        let key = find(tx, &caller, &subject, &id)?;
        caller.require_fresh(tx, now)?;
        tx.remove_access_key(&key.id)?;
        Entry::by(&caller, Action::DeleteAccessKey)
            .on(key.id.as_str())
            .detail(format!("of {}", subject.shown()))
            .asked(told::key(&subject, key.id.as_str()))
            .keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}
