//! Ending temporary credentials before their time: of a user, of root or of a
//! role, all that were given up to now.

use identity::Identity;
use identity::audit::Action;
use identity::names::RoleName;

use crate::authorize::Ask;
use crate::record::Entry;
use crate::subject::user_or_self;
use crate::{Caller, Service, ServiceError};

/// Is whose credentials end.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Those of who signs.
    Own,
    /// Those of a user, by name.
    User(String),
    /// Those of all sessions of a role, by name.
    Role(String),
}

/// Refuses from now on what was given before.
pub async fn run(svc: &Service, caller: &Caller, whose: Whose) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let (holder, shown) = match &whose {
            Whose::Role(name) => {
                let role = match RoleName::parse(name) {
                    Ok(name) => tx.role_by_name(account, &name)?,
                    Err(_) => None,
                };
                let arn = identity::arn::iam(account, "role", "/", name);
                caller.authorize(&inner, tx, &Ask::new("iam:PutRolePolicy", arn))?;
                let role = role.ok_or_else(|| ServiceError::no_entity("role", name))?;
                (role.id.as_str().to_owned(), format!("role {}", role.name.as_str()))
            }
            Whose::Own | Whose::User(_) => {
                let name = match &whose {
                    Whose::User(name) => Some(name.as_str()),
                    Whose::Own | Whose::Role(_) => None,
                };
                let subject = user_or_self(&inner, tx, &caller, name, "iam:PutUserPolicy")?;
                let key = subject.identity().key().to_owned();
                (key, subject.shown().to_owned())
            }
        };
        // Those of this very moment end as well.
        let before = identity::Timestamp::from_micros(now.as_micros().saturating_add(1));
        tx.revoke_sessions(account, &holder, before)?;
        Entry::by(&caller, Action::RevokeSessions).on(shown).keep(tx, account, now)?;
        Ok(())
    })
    .await
}

/// Ends temporary credentials of an identity whose own credentials were changed
/// by somebody else.
pub(crate) fn of_identity(
    tx: &mut dyn storage::Tx,
    account: identity::names::AccountId,
    identity: &Identity,
    now: identity::Timestamp,
) -> Result<(), ServiceError> {
    let before = identity::Timestamp::from_micros(now.as_micros().saturating_add(1));
    Ok(tx.revoke_sessions(account, identity.key(), before)?)
}
