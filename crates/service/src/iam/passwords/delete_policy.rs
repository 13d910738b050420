//! Giving up the account's password policy (operation
//! DeleteAccountPasswordPolicy).

use identity::audit::Action;

use super::get_policy::missing;
use crate::authorize::Ask;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Gives the policy up; what is always demanded of passwords stays.
pub async fn run(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.authorize(&inner, tx, &Ask::new("iam:DeleteAccountPasswordPolicy", "*"))?;
        if !tx.remove_password_policy(account)? {
            return Err(missing(&caller));
        }
        Entry::by(&caller, Action::DeleteAccountPasswordPolicy).keep(tx, account, now)?;
        Ok(())
    })
    .await
}
