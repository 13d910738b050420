//! The caller's own sessions, and ending all but the present one.

use identity::Timestamp;
use identity::audit::Action;
use identity::session::SessionLimits;
use storage::SessionRecord;

use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Is a session as its owner sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub last_seen: Timestamp,
    /// Where it signed in from.
    pub peer: String,
    /// What the browser says it is.
    pub agent: String,
    /// Whether a second factor was used.
    pub mfa: bool,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Returns the caller's sessions that are still good, newest first.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Vec<Listed>, ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| {
        let held = &caller.console()?.record;
        let limits = SessionLimits::of(&caller.identity);
        let sessions = tx.sessions_of(caller.account, &caller.identity)?;
        let good = sessions.into_iter().filter(|s| limits.permit(s.began, s.last_seen, now));
        Ok(good
            .map(|session| Listed {
                current: is_same(&session, held),
                began: session.began,
                last_seen: session.last_seen,
                peer: session.peer,
                agent: session.agent,
                mfa: session.factor_at.is_some(),
            })
            .collect())
    })
    .await
}

/// Says whether two readings are of one session. When it was last used differs:
/// the request that asks is noted as well.
fn is_same(one: &SessionRecord, other: &SessionRecord) -> bool {
    SessionRecord { last_seen: other.last_seen, ..one.clone() } == *other
}

/// Ends every other session of the caller. Returns how many there were.
pub async fn end_others(svc: &Service, caller: &Caller) -> Result<u64, ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let keep = caller.console()?.bearer.hash();
        let ended = tx.remove_sessions_of(caller.account, &caller.identity, Some(&keep))?;
        tx.remove_sign_ins_of(caller.account, &caller.identity)?;
        if ended > 0 {
            Entry::by(&caller, Action::ConsoleLogout)
                .detail(format!("{ended} other sessions ended"))
                .keep(tx, caller.account, now)?;
        }
        Ok(ended)
    })
    .await
}
