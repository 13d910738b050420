//! The access keys of a user or of root (operation ListAccessKeys).

use identity::Timestamp;
use identity::access_key::{AccessKey, KeyUse};

use crate::credentials::keep_uses;
use crate::subject::user_or_self;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is a key, without its secret.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The user's name; `None` for root.
    pub user_name: Option<String>,
    /// The id.
    pub access_key_id: String,
    /// Whether requests signed with it are accepted.
    pub active: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last used.
    pub last_used: Option<KeyUse>,
}

/// Returns the keys of the named user, or of who signs, oldest first.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
    page: PageRequest,
) -> Result<Page<Listed>, ServiceError> {
    keep_uses::of(svc, caller.account).await?;
    let (inner, caller) = (svc.clone(), caller.clone());
    let user_name = user_name.map(str::to_owned);
    svc.read(move |tx| {
        let subject =
            user_or_self(&inner, tx, &caller, user_name.as_deref(), "iam:ListAccessKeys")?;
        let keys = tx.access_keys_of(caller.account, &subject.identity())?;
        let place =
            |key: &AccessKey| format!("{:020} {}", key.created.as_micros(), key.id.as_str());
        page.cut(keys, place).try_map(|key| {
            Ok(Listed {
                user_name: subject.user_name(),
                access_key_id: key.id.as_str().to_owned(),
                active: key.active,
                created: key.created,
                last_used: key.last_used,
            })
        })
    })
    .await
}
