//! Deleting an IAM user with everything that is the user's; hardware tokens go
//! back into stock.

use identity::audit::Action;
use serde_json::json;

use super::{find, not_self};
use crate::hardware_tokens::give_up;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Deletes a user. Nobody deletes themselves.
pub async fn run(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let user = find(&inner, tx, &caller, &name, "iam:DeleteUser")?;
        not_self(&caller, &user)?;
        caller.require_fresh(tx, now)?;
        for device in tx.devices_of(caller.account, &user.identity())? {
            give_up(&inner, tx, &device)?;
        }
        tx.remove_user(caller.account, &user.id)?;
        Entry::by(&caller, Action::DeleteUser)
            .on(user.name.as_str())
            .detail(user.id.as_str())
            .asked(json!({ "userName": user.name.as_str() }))
            .keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}
