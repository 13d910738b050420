//! The account's password policy (operation GetAccountPasswordPolicy).

use identity::password::AccountPasswordPolicy;

use crate::authorize::Ask;
use crate::passwords::binding;
use crate::{Caller, Kind, Service, ServiceError};

/// Returns the policy; where none was set, nothing is found. A policy that lets
/// every user change the own password lets every user read it as well.
pub async fn run(svc: &Service, caller: &Caller) -> Result<AccountPasswordPolicy, ServiceError> {
    const ACTION: &str = "iam:GetAccountPasswordPolicy";
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        if binding(tx, caller.account, &caller.identity)?.is_some_and(|policy| policy.allow_change)
        {
            caller.authorize_own(&inner, tx, ACTION)?;
        } else {
            caller.authorize(&inner, tx, &Ask::new(ACTION, "*"))?;
        }
        let policy = tx.password_policy(caller.account)?;
        policy.ok_or_else(|| missing(&caller))
    })
    .await
}

/// Says that no policy was set.
pub(super) fn missing(caller: &Caller) -> ServiceError {
    let message =
        format!("The Password Policy with domain name {} cannot be found.", caller.account);
    ServiceError::api(Kind::NoSuchEntity, message)
}
