//! From a cookie to a [`Caller`]: the only way to have one.

use std::time::Duration;

use identity::arn;
use identity::session::SessionLimits;
use storage::Tx;

use crate::authorize::Ask;
use crate::caller::{ConsoleSession, Credential, Sees, known};
use crate::trace::Trace;
use crate::users::administrators;
use crate::{Bearer, Caller, Peer, RequestFacts, Service, ServiceError};

/// Requests within this time are not noted one by one.
const NOTE_EVERY: Duration = Duration::from_mins(1);

/// Finds out who a request comes from. Whoever must register a device before
/// anything else is refused as [`ServiceError::EnrolFirst`], and a session for
/// repairs as [`ServiceError::RepairOnly`].
pub async fn run(svc: &Service, bearer: Bearer, peer: Peer) -> Result<Caller, ServiceError> {
    let caller = to_enrol(svc, bearer, peer).await?;
    if caller.enrols_first() { Err(ServiceError::EnrolFirst) } else { Ok(caller) }
}

/// As [`run`], for what is open also to those who must register a device first:
/// doing so, and signing out.
pub async fn to_enrol(svc: &Service, bearer: Bearer, peer: Peer) -> Result<Caller, ServiceError> {
    let caller = for_repair(svc, bearer, peer).await?;
    if caller.is_repairing() { Err(ServiceError::RepairOnly) } else { Ok(caller) }
}

/// Finds out who a request comes from that is part of a repair, or may be.
pub async fn for_repair(svc: &Service, bearer: Bearer, peer: Peer) -> Result<Caller, ServiceError> {
    let now = svc.now();
    let account = bearer.account();
    let (inner, hash) = (svc.clone(), bearer.hash());
    let caller = svc
        .read(move |tx| {
            let session = tx.session(account, &hash)?.ok_or(ServiceError::SignedOut)?;
            let limits = SessionLimits::of(&session.identity);
            if !limits.permit(session.began, session.last_seen, now) {
                return Err(ServiceError::SignedOut);
            }
            let known = known(tx, account, &session.identity)?.ok_or(ServiceError::SignedOut)?;
            let enrol_first = tx.enrolment_due(account, &session.identity)?.is_some();
            let mut caller = Caller {
                account,
                identity: session.identity.clone(),
                name: known.name,
                principal: known.principal,
                boundary: known.boundary,
                administrator: false,
                sees: Sees::default(),
                trace: Trace::default(),
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
                    enrol_first,
                })),
            };
            if !caller.is_repairing() {
                look_around(&mut caller, &inner, tx)?;
            }
            Ok(caller)
        })
        .await?;
    if now.since(caller.console()?.record.last_seen) >= NOTE_EVERY {
        svc.write(account, move |tx| Ok(tx.touch_session(account, &hash, now)?)).await?;
    }
    Ok(caller)
}

/// Asks the policies which parts of the console they show, as the pages ask themselves,
/// and whether they let the caller administer the account.
fn look_around(caller: &mut Caller, svc: &Service, tx: &mut dyn Tx) -> Result<(), ServiceError> {
    let users = Ask::new("iam:ListUsers", arn::iam(caller.account, "user", "/", ""));
    let account = Ask::on_account("account:GetContactInformation", caller.account);
    let [attach, deactivate] = administrators::asks(caller.account);
    let [users, account, attach, deactivate] =
        caller.may_each(svc, tx, &[users, account, attach, deactivate])?;
    caller.sees = Sees { users, account };
    caller.administrator = attach && deactivate;
    Ok(())
}
