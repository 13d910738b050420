//! Setting the account's password policy (operation UpdateAccountPasswordPolicy).
//! It is replaced as a whole: what is left out falls back to the default.

use identity::audit::Action;
use identity::password::AccountPasswordPolicy;

use crate::authorize::Ask;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError};

/// Sets the policy.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    policy: AccountPasswordPolicy,
) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.authorize(&inner, tx, &Ask::new("iam:UpdateAccountPasswordPolicy", "*"))?;
        if !policy.is_sound() {
            let message = "A number of the password policy is out of its bounds.";
            return Err(ServiceError::api(Kind::ValidationError, message));
        }
        tx.put_password_policy(account, &policy)?;
        Entry::by(&caller, Action::UpdateAccountPasswordPolicy).keep(tx, account, now)?;
        Ok(())
    })
    .await
}
