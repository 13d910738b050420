//! When an access key was last used (operation GetAccessKeyLastUsed).

use identity::Identity;
use identity::access_key::KeyUse;
use identity::names::AccessKeyId;

use super::find::no_key;
use crate::authorize::Ask;
use crate::credentials::keep_uses;
use crate::subject;
use crate::{Caller, Service, ServiceError};

/// Is the last use of a key.
#[derive(Clone, Debug)]
pub struct LastUsed {
    /// The user's name; `None` for root.
    pub user_name: Option<String>,
    /// The use; at most a quarter of an hour behind.
    pub used: Option<KeyUse>,
}

/// Tells of any key of the account. Who may not see the keys of its user is
/// refused as for a key that does not exist.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    access_key_id: &str,
) -> Result<LastUsed, ServiceError> {
    const ACTION: &str = "iam:GetAccessKeyLastUsed";
    keep_uses::of(svc, caller.account).await?;
    let (inner, caller, id) = (svc.clone(), caller.clone(), access_key_id.to_owned());
    svc.read(move |tx| {
        let parsed = AccessKeyId::parse(&id).filter(|id| id.account() == caller.account);
        let key = match &parsed {
            Some(id) => tx.access_key(id)?,
            None => None,
        };
        let user = match key.as_ref().map(|key| &key.owner) {
            Some(Identity::User(owner)) => tx.user(caller.account, owner)?,
            Some(Identity::Root | Identity::Role(_)) | None => None,
        };
        let ask = match &user {
            Some(user) => subject::ask(caller.account, ACTION, user.name.as_str(), Some(user))
                .shown("*".into()),
            None => Ask::new(ACTION, "*"),
        };
        caller.authorize(&inner, tx, &ask)?;
        let key = key.ok_or_else(|| no_key(&id))?;
        let user_name = user.map(|user| user.name.as_str().to_owned());
        Ok(LastUsed { user_name, used: key.last_used })
    })
    .await
}
