//! The passwords of users: what their account demands of them besides what is
//! always demanded, and what it remembers.

use identity::Identity;
use identity::account::Account;
use identity::names::AccountId;
use identity::password::{
    AcceptedPassword, AccountPasswordPolicy, Password, PasswordFault, accept,
};
use storage::{PasswordRecord, Tx};

use crate::{Service, ServiceError};

/// Accepts a new password of a user, who may not exist yet. The account's policy
/// comes first; earlier passwords are compared only where it says so.
pub(crate) async fn accept_of_user(
    svc: &Service,
    account: &Account,
    name: &str,
    identity: Option<Identity>,
    password: Password,
) -> Result<AcceptedPassword, ServiceError> {
    let id = account.id;
    let (policy, earlier) = svc
        .read(move |tx| {
            let policy = tx.password_policy(id)?;
            let reuse = policy.and_then(|policy| policy.reuse_prevention);
            let earlier = match (&identity, reuse) {
                (Some(identity), Some(count)) => earlier(tx, id, identity, count)?,
                _ => Vec::new(),
            };
            Ok((policy, earlier))
        })
        .await?;
    if policy.is_some_and(|policy| !policy.permits(&password)) {
        return Err(PasswordFault::AccountPolicy.into());
    }
    let words = [name, account.name.as_str(), svc.settings().issuer.as_str()];
    let accepted = accept(password, &words)?;
    for hash in earlier {
        if svc.hasher().verify(accepted.password(), Some(&hash)).await? {
            return Err(PasswordFault::UsedBefore.into());
        }
    }
    Ok(accepted)
}

/// Returns the hashes of the present password and of those before it, as many
/// as the policy compares with.
fn earlier(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    count: u8,
) -> Result<Vec<String>, ServiceError> {
    let present = tx.password(account, identity)?.map(|record| record.hash);
    let remembered = tx.remembered_passwords(account, identity)?;
    Ok(present.into_iter().chain(remembered).take(usize::from(count)).collect())
}

/// Sets a user's password, and remembers the one before where the account's
/// policy says so.
pub(crate) fn put_of_user(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
    record: &PasswordRecord,
) -> Result<(), ServiceError> {
    let reuse = tx.password_policy(account)?.and_then(|policy| policy.reuse_prevention);
    if let (Some(count), Some(old)) = (reuse, tx.password(account, identity)?) {
        tx.remember_password(account, identity, old.set_at, &old.hash, u32::from(count))?;
    }
    Ok(tx.put_password(account, identity, record)?)
}

/// Returns the policy that binds an identity: root is bound by none.
pub(crate) fn binding(
    tx: &mut dyn Tx,
    account: AccountId,
    identity: &Identity,
) -> Result<Option<AccountPasswordPolicy>, ServiceError> {
    match identity {
        Identity::User(_) => Ok(tx.password_policy(account)?),
        Identity::Root | Identity::Role(_) => Ok(None),
    }
}
