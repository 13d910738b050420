//! From a cookie to a [`Caller`]: the only way to have one.

use std::time::Duration;

use identity::session::SessionLimits;

use crate::caller::{ConsoleSession, Credential, known};
use crate::{Bearer, Caller, Peer, RequestFacts, Service, ServiceError};

/// Requests within this time are not noted one by one.
const NOTE_EVERY: Duration = Duration::from_mins(1);

/// Finds out who a request comes from. A session for repairs is refused: only what
/// is part of the repair takes it, by [`for_repair`].
pub async fn run(svc: &Service, bearer: Bearer, peer: Peer) -> Result<Caller, ServiceError> {
    let caller = for_repair(svc, bearer, peer).await?;
    if caller.is_repairing() { Err(ServiceError::RepairOnly) } else { Ok(caller) }
}

/// Finds out who a request comes from that is part of a repair, or may be.
pub async fn for_repair(svc: &Service, bearer: Bearer, peer: Peer) -> Result<Caller, ServiceError> {
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
            let known = known(tx, account, &session.identity)?.ok_or(ServiceError::SignedOut)?;
            Ok(Caller {
                account,
                identity: session.identity.clone(),
                name: known.name,
                principal: known.principal,
                boundary: known.boundary,
                administrator: known.administrator,
                facts: RequestFacts {
                    peer,
                    user_agent: session.agent.clone(),
                    region: String::new(),
                    service: "signin",
                    request_id: String::new(),
                    secure_transport: false,
                },
                credential: Credential::Console(Box::new(ConsoleSession {
                    bearer: bearer.clone(),
                    record: session,
                })),
            })
        })
        .await?;
    if now.since(caller.console()?.record.last_seen) >= NOTE_EVERY {
        svc.write(account, move |tx| Ok(tx.touch_session(account, &hash, now)?)).await?;
    }
    Ok(caller)
}
