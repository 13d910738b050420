//! Setting the account's alias (operation CreateAccountAlias), also in place of
//! one that it has.

use identity::audit::Action;
use identity::names::AccountAlias;
use storage::StorageError;

use crate::authorize::Ask;
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Kind, Service, ServiceError};

/// Sets the alias.
pub async fn run(svc: &Service, caller: &Caller, alias: &str) -> Result<(), ServiceError> {
    let invalid = |why| ServiceError::validation("accountAlias", why);
    let alias = AccountAlias::parse(alias).map_err(invalid)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let id = caller.account;
        caller.authorize(&inner, tx, &Ask::new("iam:CreateAccountAlias", "*"))?;
        let mut account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        account.alias = Some(alias.clone());
        match tx.update_account(&account) {
            Err(StorageError::Conflict { what: "alias" }) => {
                let message = format!("The account alias {} already exists.", alias.as_str());
                return Err(ServiceError::api(Kind::EntityAlreadyExists, message));
            }
            other => other?,
        }
        Entry::by(&caller, Action::CreateAccountAlias).on(alias.as_str()).keep(tx, id, now)?;
        Ok(())
    })
    .await
}
