//! Giving up the account's alias (operation DeleteAccountAlias).

use identity::audit::Action;

use crate::authorize::Ask;
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Kind, Service, ServiceError};

/// Gives up the alias, which must be the one that the account has.
pub async fn run(svc: &Service, caller: &Caller, alias: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let alias = alias.to_owned();
    svc.write(caller.account, move |tx| {
        let id = caller.account;
        caller.authorize(&inner, tx, &Ask::new("iam:DeleteAccountAlias", "*"))?;
        let mut account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        if account.alias.as_ref().is_none_or(|own| own.as_str() != alias) {
            let message = format!("The account alias with name {alias} does not exist.");
            return Err(ServiceError::api(Kind::NoSuchEntity, message));
        }
        account.alias = None;
        tx.update_account(&account)?;
        Entry::by(&caller, Action::DeleteAccountAlias).on(&*alias).keep(tx, id, now)?;
        Ok(())
    })
    .await
}
