//! Who can administer the account besides root: by what policies really allow, not by
//! their names. A policy of the account that allows everything makes an administrator; a
//! boundary, or a Deny, unmakes one.

use identity::names::{AccountId, PolicyId};
use identity::policy::AWS_MANAGED;
use identity::user::User;
use identity::{Timestamp, arn};
use storage::Tx;

use crate::authorize::{Ask, Imagined, ProvedBy};
use crate::caller::administrator_access;
use crate::{Service, ServiceError};

/// Users with a policy of AWS that makes administrators, whose policies are looked at, for
/// each of these policies: more than that are too many anyway.
pub(crate) const CHOSEN: u32 = 50;

/// Users whose policies are looked at, whatever they have, in the order of their names.
pub(crate) const OTHERS: u32 = 200;

/// The other managed policy of AWS with which one can give oneself everything.
pub(crate) const IAM_FULL_ACCESS: &str = "IAMFullAccess";

/// Is who was found.
pub(crate) struct Administrators {
    /// Those who can administer the account, in the order of their names.
    pub(crate) able: Vec<User>,
    /// Those to whom AdministratorAccess is attached, and whom other policies hold back.
    pub(crate) held_back: Vec<User>,
    /// Whether there are more users than were looked at.
    pub(crate) truncated: bool,
}

/// Is the users whose policies are worth a look.
pub(crate) struct Candidates {
    /// Each with whether AdministratorAccess is attached.
    pub(crate) users: Vec<(User, bool)>,
    /// Whether there are more users than are looked at.
    pub(crate) truncated: bool,
}

/// Returns those who are likely to administer the account, and then the first other users.
pub(crate) fn candidates(tx: &mut dyn Tx, account: AccountId) -> Result<Candidates, ServiceError> {
    let full_access = AWS_MANAGED.iter().find(|policy| policy.name == IAM_FULL_ACCESS);
    let full_access = full_access.and_then(|policy| PolicyId::parse(policy.id));
    let (mut found, mut truncated) = (Vec::new(), false);
    let mut take = |mut users: Vec<User>, most: u32, attached: bool| {
        truncated |= users.len() > most as usize;
        users.truncate(most as usize);
        for user in users {
            if !found.iter().any(|(known, _): &(User, bool)| known.id == user.id) {
                found.push((user, attached));
            }
        }
    };
    let chosen = tx.users_with_policy(account, &administrator_access(), CHOSEN + 1)?;
    take(chosen, CHOSEN, true);
    if let Some(id) = full_access {
        take(tx.users_with_policy(account, &id, CHOSEN + 1)?, CHOSEN, false);
    }
    take(tx.users(account, "", None, OTHERS + 1)?, OTHERS, false);
    Ok(Candidates { users: found, truncated })
}

/// Reads the policies of the candidates, and says who of them administers the account.
pub(crate) fn administrators(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Administrators, ServiceError> {
    let Candidates { users, truncated } = candidates(tx, account)?;
    let (mut able, mut held_back) = (Vec::new(), Vec::new());
    for (user, attached) in users {
        if administers(svc, tx, &user, now)? {
            able.push(user);
        } else if attached {
            held_back.push(user);
        }
    }
    able.sort_by_cached_key(|user| user.name.key());
    Ok(Administrators { able, held_back, truncated })
}

/// Returns what an administrator may do.
pub(crate) fn asks(account: AccountId) -> [Ask; 2] {
    let anybody = || arn::iam(account, "user", "/", "*");
    ["iam:AttachUserPolicy", "iam:DeactivateMFADevice"].map(|action| Ask::new(action, anybody()))
}

/// Says whether a user's policies let them give anybody permissions and take devices that
/// were lost away from anybody, in a session with a second factor. What is allowed for
/// some users only is not enough.
pub(crate) fn administers(
    svc: &Service,
    tx: &mut dyn Tx,
    user: &User,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let imagined = Imagined::of(svc, tx, user.account, user)?;
    Ok(imagined.is_some_and(|imagined| administers_by(&imagined, user.account, now)))
}

/// Says the same of policies that were read already.
pub(crate) fn administers_by(imagined: &Imagined, account: AccountId, now: Timestamp) -> bool {
    asks(account).iter().all(|ask| imagined.may(ask, ProvedBy::Session, now))
}
