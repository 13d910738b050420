//! The account's alias (operation ListAccountAliases): one at most.

use crate::authorize::Ask;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Returns the alias.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Option<String>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new("iam:ListAccountAliases", "*"))?;
        let account = tx.account(caller.account)?;
        let account = account.ok_or_else(|| corrupt("an account is missing"))?;
        Ok(account.alias.map(|alias| alias.as_str().to_owned()))
    })
    .await
}
