//! Making an access key (operation CreateAccessKey). Its secret is told once.

use identity::access_key::AccessKey;
use identity::audit::Action;
use identity::names::{AccessKeyId, AccountId, KeyKind};
use identity::quotas::ACCESS_KEYS;
use identity::{Identity, Timestamp};
use storage::Tx;
use zeroize::Zeroizing;

use crate::credentials::{SecretKey, seal_secret};
use crate::env::random;
use crate::notices::{self, Circumstances, NewAccessKey};
use crate::record::Entry;
use crate::subject::user_or_self;
use crate::{Caller, Service, ServiceError};

/// Is a new key.
#[derive(Debug)]
pub struct Created {
    /// The user's name; `None` for root.
    pub user_name: Option<String>,
    /// The id.
    pub access_key_id: String,
    /// The secret.
    pub secret: Secret,
    /// When it was made.
    pub created: Timestamp,
}

/// Is the secret of a new key, for its holder.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the 40 characters. Never for logs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(secret)")
    }
}

/// Makes a key for the named user, or for who signs.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    user_name: Option<&str>,
) -> Result<Created, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let user_name = user_name.map(str::to_owned);
    svc.write(caller.account, move |tx| {
        let subject =
            user_or_self(&inner, tx, &caller, user_name.as_deref(), "iam:CreateAccessKey")?;
        caller.require_fresh(tx, now)?;
        let owner = subject.identity();
        if tx.access_keys_of(caller.account, &owner)?.len() >= ACCESS_KEYS {
            return Err(ServiceError::quota("AccessKeysPerUser", ACCESS_KEYS));
        }
        let (key, secret) = make(&inner, tx, caller.account, owner, now)?;
        Entry::by(&caller, Action::CreateAccessKey)
            .on(key.as_str())
            .detail(format!("for {}", subject.shown()))
            .keep(tx, caller.account, now)?;
        let notice = NewAccessKey {
            owner: subject.shown(),
            id: key.as_str(),
            by: (caller.name() != subject.shown()).then_some(caller.name()),
            circumstances: Circumstances::of(&caller, now),
        };
        notices::queue(&inner, tx, caller.account, &notice, key.as_str(), now)?;
        Ok(Created {
            user_name: subject.user_name(),
            access_key_id: key.as_str().to_owned(),
            secret: Secret(secret.into_text()),
            created: now,
        })
    })
    .await
}

/// Makes a key of an identity in this transaction.
pub(crate) fn make(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    owner: Identity,
    now: Timestamp,
) -> Result<(AccessKeyId, SecretKey), ServiceError> {
    let id = AccessKeyId::from_random(KeyKind::LongTerm, account, random(svc.env()));
    let secret = SecretKey::generate(svc);
    let sealed_secret = seal_secret(svc, &id, &owner, &secret)?;
    let (created, active) = (now, true);
    let key = AccessKey { id: id.clone(), owner, sealed_secret, active, created, last_used: None };
    tx.add_access_key(&key)?;
    Ok((id, secret))
}
