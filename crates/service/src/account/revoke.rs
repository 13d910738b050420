//! Ending everything that a stolen session or key has left open, as the operator: of
//! root, of a user, or of a role, which nobody's page in the console is about.

use identity::Identity;
use identity::audit::{Action, Actor};
use identity::names::{AccountId, RoleName, UserName};

use crate::record::Entry;
use crate::sts::revoke::{of_holder, of_identity};
use crate::{Service, ServiceError};

/// Is whose sessions end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of the root user.
    Root,
    /// Those of a user, by name.
    User(String),
    /// Those of all who took a role, by its name.
    Role(String),
}

/// Ends temporary credentials that were given up to now, and every session of the
/// console. On record as the operator's act. Returns how many sessions of the console
/// there were.
pub async fn run(svc: &Service, account: AccountId, whose: Whose) -> Result<u64, ServiceError> {
    let now = svc.now();
    svc.write(account, move |tx| {
        tx.account(account)?.ok_or(ServiceError::NotFound("account"))?;
        let (identity, shown) = match &whose {
            Whose::Root => (Identity::Root, "root".to_owned()),
            Whose::User(name) => {
                let name = UserName::parse(name).map_err(|_| ServiceError::NotFound("user"))?;
                let user = tx.user_by_name(account, &name)?;
                let user = user.ok_or(ServiceError::NotFound("user"))?;
                (user.identity(), user.name.as_str().to_owned())
            }
            Whose::Role(name) => {
                let name = RoleName::parse(name).map_err(|_| ServiceError::NotFound("role"))?;
                let role = tx.role_by_name(account, &name)?;
                let role = role.ok_or(ServiceError::NotFound("role"))?;
                of_holder(tx, account, role.id.as_str(), now)?;
                Entry::new(Action::RevokeSessions, Actor::Operator)
                    .on(format!("role {}", role.name.as_str()))
                    .detail("temporary credentials")
                    .keep(tx, account, now)?;
                return Ok(0);
            }
        };
        of_identity(tx, account, &identity, now)?;
        let ended = tx.remove_sessions_of(account, &identity, None)?;
        tx.remove_sign_ins_of(account, &identity)?;
        Entry::new(Action::RevokeSessions, Actor::Operator)
            .on(shown)
            .detail(format!("temporary credentials, and {ended} sessions of the console"))
            .keep(tx, account, now)?;
        Ok(ended)
    })
    .await
}
