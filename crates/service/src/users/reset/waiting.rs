//! Resets that wait for a second administrator.

use std::time::Duration;

use identity::names::{AccountId, UserId};
use identity::{Identity, Timestamp};
use storage::{ResetRequest, Tx};

use crate::{Caller, ServiceError};

/// How long a request waits for a second administrator.
const LIFETIME: Duration = Duration::from_hours(24);

/// Requests that are named together.
const MOST: u32 = 20;

/// Is a reset that waits, as administrators see it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The name of who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// When it lapses.
    pub until: Timestamp,
    /// Whether the caller is who asked.
    pub by_caller: bool,
}

/// Finds a request that has not lapsed, and whose author is still there.
pub(crate) fn find_waiting(
    tx: &mut dyn Tx,
    account: AccountId,
    user: &UserId,
    now: Timestamp,
) -> Result<Option<(ResetRequest, String)>, ServiceError> {
    let request = tx.reset_request(account, user)?;
    let Some(request) = request.filter(|request| now.since(request.asked_at) < LIFETIME) else {
        return Ok(None);
    };
    let name = match &request.asked_by {
        Identity::Root => Some("root".to_owned()),
        Identity::User(id) => tx.user(account, id)?.map(|user| user.name.as_str().to_owned()),
        Identity::Role(session) => Some(session.name().to_owned()),
    };
    Ok(name.map(|name| (request, name)))
}

/// Returns the request about a user as the caller sees it.
pub(crate) fn waiting(
    tx: &mut dyn Tx,
    caller: &Caller,
    user: &UserId,
    now: Timestamp,
) -> Result<Option<Waiting>, ServiceError> {
    Ok(find_waiting(tx, caller.account, user, now)?.map(|(request, asked_by)| Waiting {
        asked_by,
        asked_at: request.asked_at,
        until: request.asked_at.plus(LIFETIME),
        by_caller: request.asked_by == caller.identity,
    }))
}

/// Returns the names of the users whose reset waits for a second administrator.
pub(crate) fn all_waiting(
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<String>, ServiceError> {
    let mut names = Vec::new();
    for request in tx.reset_requests(account, now.minus(LIFETIME), MOST)? {
        let user = tx.user(account, &request.user)?;
        names.extend(user.map(|user| user.name.as_str().to_owned()));
    }
    Ok(names)
}
