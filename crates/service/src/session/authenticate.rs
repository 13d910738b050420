//! From a cookie to a [`Caller`]: the only way to have one.

use std::time::Duration;

use identity::Identity;
use identity::session::SessionLimits;

use crate::{Bearer, Caller, Peer, Service, ServiceError};

/// Requests within this time are not noted one by one.
const NOTE_EVERY: Duration = Duration::from_mins(1);

/// Finds out who a request comes from.
pub async fn run(svc: &Service, bearer: Bearer, peer: Peer) -> Result<Caller, ServiceError> {
    let now = svc.now();
    let account = bearer.account();
    let hash = bearer.hash();
    let caller = svc
        .read(move |tx| {
            let session = tx.session(account, &hash)?.ok_or(ServiceError::SignedOut)?;
            let limits = SessionLimits::of(&session.identity);
            if !limits.permit(session.began, session.last_seen, now) {
                return Err(ServiceError::SignedOut);
            }
            let (name, administrator) = match &session.identity {
                Identity::Root => ("root".to_owned(), false),
                Identity::User(id) => {
                    let user = tx.user(account, id)?.ok_or(ServiceError::SignedOut)?;
                    (user.name.as_str().to_owned(), user.administrator)
                }
            };
            Ok(Caller {
                account,
                identity: session.identity.clone(),
                name,
                administrator,
                bearer: bearer.clone(),
                session,
                peer,
            })
        })
        .await?;
    if now.since(caller.session.last_seen) >= NOTE_EVERY {
        svc.write(account, move |tx| Ok(tx.touch_session(account, &hash, now)?)).await?;
    }
    Ok(caller)
}
