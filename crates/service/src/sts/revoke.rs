//! Ending temporary credentials before their time: one's own in the console, and those of
//! a user by who may change what the user may do. All that were given up to now. A role's
//! are ended by the operator (`account::revoke`), or by a policy that denies what was
//! given before a moment.

use identity::audit::Action;
use identity::names::AccountId;
use identity::{Identity, Timestamp};

use crate::record::Entry;
use crate::users::find;
use crate::{Caller, Service, ServiceError};

/// How the trail names what was ended.
const CREDENTIALS: &str = "temporary credentials";

/// Ends the caller's own. It is like signing out: nothing but a session for repairs is
/// kept from it, and it gives nobody anything.
pub async fn own(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        caller.console()?;
        caller.require_scope("iam:PutUserPolicy")?;
        of_identity(tx, caller.account, &caller.identity, now)?;
        let entry = Entry::by(&caller, Action::RevokeSessions).on(caller.name());
        entry.detail(CREDENTIALS).keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}

/// Ends those of a user, for who may deny the user everything by a policy.
pub async fn of_user(svc: &Service, caller: &Caller, name: &str) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    let name = name.to_owned();
    svc.write(caller.account, move |tx| {
        let user = find(&inner, tx, &caller, &name, "iam:PutUserPolicy")?;
        caller.require_fresh(tx, now)?;
        of_identity(tx, caller.account, &user.identity(), now)?;
        let entry = Entry::by(&caller, Action::RevokeSessions).on(user.name.as_str());
        entry.detail(CREDENTIALS).keep(tx, caller.account, now)?;
        Ok(())
    })
    .await
}

/// Ends temporary credentials of an identity, as part of something larger.
pub(crate) fn of_identity(
    tx: &mut dyn storage::Tx,
    account: AccountId,
    identity: &Identity,
    now: Timestamp,
) -> Result<(), ServiceError> {
    of_holder(tx, account, identity.key(), now)
}

/// Ends those of a user, of root or of all sessions of a role, by the id that holds the
/// policies.
pub(crate) fn of_holder(
    tx: &mut dyn storage::Tx,
    account: AccountId,
    holder: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    // Those of this very moment end as well.
    let before = Timestamp::from_micros(now.as_micros().saturating_add(1));
    Ok(tx.revoke_sessions(account, holder, before)?)
}
