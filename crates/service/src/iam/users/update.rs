//! Renaming a user or moving it to another path (operation UpdateUser). The id
//! stays, and with it everything that is the user's.

use identity::arn;
use identity::audit::Action;
use storage::StorageError;

use super::create::{parse_name, parse_path};
use crate::authorize::Ask;
use crate::record::Entry;
use crate::subject;
use crate::{Caller, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct UpdateUser {
    /// The name that it has.
    pub name: String,
    /// The name that it shall have.
    pub new_name: Option<String>,
    /// The path that it shall have.
    pub new_path: Option<String>,
}

/// Changes the user. The caller must be permitted it on the old ARN and the new.
pub async fn run(svc: &Service, caller: &Caller, command: UpdateUser) -> Result<(), ServiceError> {
    const ACTION: &str = "iam:UpdateUser";
    let new_name = command.new_name.as_deref().map(parse_name).transpose()?;
    let new_path = match command.new_path.as_deref() {
        Some(path) => Some(parse_path(Some(path))?),
        None => None,
    };
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let old = subject::user(&inner, tx, &caller, &command.name, ACTION)?;
        let mut user = old.clone();
        user.name = new_name.clone().unwrap_or(user.name);
        user.path = new_path.clone().unwrap_or(user.path);
        if user == old {
            return Ok(());
        }
        let arn = arn::iam(account, "user", user.path.as_str(), user.name.as_str());
        caller.authorize(&inner, tx, &Ask::new(ACTION, arn).tagged(user.id.as_str()))?;
        match tx.update_user(&user) {
            Err(StorageError::Conflict { what: "user name" }) => {
                return Err(ServiceError::entity_exists("User", user.name.as_str()));
            }
            other => other?,
        }
        Entry::by(&caller, Action::UpdateUser)
            .on(old.name.as_str())
            .detail(format!("is now {}{}", user.path.as_str(), user.name.as_str()))
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}
