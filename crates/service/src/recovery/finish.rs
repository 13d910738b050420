//! The end of a recovery: every other session of root ends, and one begins that
//! may only repair.

use identity::audit::{Action, Reason};
use identity::names::AccountId;
use identity::recovery::{Recovered, Recovery};
use identity::session::SessionScope;
use identity::{Identity, Timestamp};
use storage::{SessionRecord, Tx};

use super::record::{OVER, end_all, find, proofs};
use super::told::{self, Told};
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::signin::{Origin, SignedIn};
use crate::sts::revoke::of_identity;
use crate::{Bearer, Service, ServiceError};

/// Characters of the browser's name that are kept.
const AGENT: usize = 200;

/// Finishes the recovery of a browser. Of several tabs one succeeds.
pub async fn run(
    svc: &Service,
    browser: &Bearer,
    origin: Origin,
) -> Result<SignedIn, ServiceError> {
    let (inner, browser, now) = (svc.clone(), browser.clone(), svc.now());
    svc.judge(browser.account(), move |tx| {
        let account = browser.account();
        let record = match find(&inner, tx, &browser, now) {
            Ok(record) => record,
            Err(over) => return Ok(Err(over)),
        };
        let Recovery::CoolingOff(state) = record.state else { return Ok(Err(OVER)) };
        let proofs = proofs(tx, account, record.approval)?;
        let entry = Entry::by_identity(&Identity::Root, "root", Action::CompleteRootRecovery)
            .from(origin.peer)
            .agent(&origin.agent);
        let recovered = match state.finish(&proofs, inner.settings().recovery_delay, now) {
            Ok(recovered) => recovered,
            Err((_, waits)) => {
                entry.refused(Reason::TooEarly).keep(tx, account, now)?;
                let until = waits.iter().map(|wait| wait.until).max().unwrap_or(now);
                return Ok(Err(ServiceError::Wait(until.since(now))));
            }
        };
        if !tx.remove_recovery(account, record.id)? {
            return Ok(Err(OVER));
        }
        end_all(tx, account, &Identity::Root)?;
        tx.remove_sessions_of(account, &Identity::Root, None)?;
        tx.remove_sign_ins_of(account, &Identity::Root)?;
        of_identity(tx, account, &Identity::Root, now)?;
        let session = open(&inner, tx, account, &recovered, &origin, now)?;
        entry.keep(tx, account, now)?;
        let circumstances = Circumstances::from(&origin, now);
        told::tell(&inner, tx, account, record.id, Told::Completed, circumstances, now)?;
        Ok(Ok(SignedIn { session, mfa: false, by_recovery_code: false, browser: None }))
    })
    .await
}

/// Opens the session for repairs, from nothing but a recovery at its end.
fn open(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    _: &Recovered,
    origin: &Origin,
    now: Timestamp,
) -> Result<Bearer, ServiceError> {
    let session = Bearer::generate(account, svc.env());
    let record = SessionRecord {
        identity: Identity::Root,
        began: now,
        last_seen: now,
        password_at: now,
        factor_at: None,
        device: None,
        peer: origin.peer.to_string(),
        agent: origin.agent.chars().filter(|c| !c.is_control()).take(AGENT).collect(),
        scope: SessionScope::Repair,
    };
    tx.add_session(account, &session.hash(), &record)?;
    Ok(session)
}
