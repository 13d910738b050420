//! The beginning: root's password was right, and none of root's devices can be
//! used. The mailbox is written to, and everybody is told.

use identity::audit::{Action, Reason};
use identity::names::AccountId;
use identity::recovery::{AT_ONCE, Begun, Recovery};
use identity::signin::Subject;
use identity::throttle::RECOVERY;
use identity::{Identity, Timestamp};
use storage::{RecoveryId, RecoveryRecord, ThrottleKey, Tx};

use super::hindrance::hindrances;
use super::record::waits_until;
use super::told::{self, Told};
use crate::env::random;
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::service::{Judged, corrupt};
use crate::signin::pending::{awaits_factor, find};
use crate::signin::{KnownBrowser, Origin};
use crate::{Bearer, Purpose, Service, ServiceError};

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct Begin {
    /// The sign-in that waits for its second factor.
    pub sign_in: Bearer,
    /// Where the request comes from.
    pub origin: Origin,
}

/// Begins a recovery and returns what the browser holds of it.
pub async fn run(svc: &Service, command: Begin) -> Result<Bearer, ServiceError> {
    let (inner, now) = (svc.clone(), svc.now());
    svc.judge(command.sign_in.account(), move |tx| {
        let Begin { sign_in, origin } = &command;
        let state = match find(tx, sign_in, now) {
            Ok(kept) => awaits_factor(kept.state)?,
            Err(gone) => return Ok(Err(gone)),
        };
        let begun = Begun::from_sign_in(&state).ok_or(ServiceError::Denied)?;
        let id = begun.account();
        let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        if !hindrances(&inner, tx, &account, now)?.is_empty() {
            return Err(ServiceError::Denied);
        }
        let entry = Entry::by_identity(&Identity::Root, "root", Action::BeginRootRecovery)
            .from(origin.peer)
            .agent(&origin.agent);
        let key = counter(&inner, state.subject(), origin);
        match RECOVERY.admit(tx.attempts(Some(id), &key)?, now) {
            Ok(counted) => tx.put_attempts(Some(id), &key, &counted)?,
            Err(wait) => {
                entry.refused(Reason::Throttled).keep(tx, id, now)?;
                return Ok(Err(ServiceError::Wait(wait)));
            }
        }
        if let Err(full) = make_room(&inner, tx, id, now)? {
            entry.refused(Reason::Throttled).keep(tx, id, now)?;
            return Ok(Err(full));
        }
        let browser = Bearer::generate(id, inner.env());
        let record = RecoveryRecord {
            id: RecoveryId(random(inner.env())),
            state: Recovery::Mail(begun.ask_mailbox(now)),
            opened: now,
            heard: None,
            approval: None,
        };
        tx.add_recovery(id, &browser.hash(), &record)?;
        entry.keep(tx, id, now)?;
        let circumstances = Circumstances::from(origin, now);
        told::send_link(&inner, tx, &account, record.id, circumstances.clone(), now)?;
        told::tell(&inner, tx, id, record.id, Told::Begun, circumstances, now)?;
        Ok(Ok(browser))
    })
    .await
}

/// Removes what is over, and, where too many are under way, the oldest in which
/// only the password was proved. One in which the mailbox was proved stays: who
/// only knows the password cannot displace it.
fn make_room(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Judged<()>, ServiceError> {
    let mut alive = Vec::new();
    for record in tx.recoveries(account)? {
        let until = waits_until(svc, tx, account, &record)?;
        if record.state.is_over(until, now) {
            tx.remove_recovery(account, record.id)?;
        } else {
            alive.push(record);
        }
    }
    if alive.len() < AT_ONCE {
        return Ok(Ok(()));
    }
    match alive.iter().find(|record| !record.state.has_mailbox()) {
        Some(oldest) => {
            tx.remove_recovery(account, oldest.id)?;
            Ok(Ok(()))
        }
        None => Ok(Err(ServiceError::Limit("recoveries", AT_ONCE))),
    }
}

/// Names the counter of beginnings: of the account, and of a browser in which root
/// has signed in before its own, so that who only knows the password cannot make
/// the owner wait.
fn counter(svc: &Service, subject: &Subject, origin: &Origin) -> ThrottleKey {
    let browser = origin.browser.as_deref().and_then(KnownBrowser::parse);
    let known = browser.and_then(|browser| browser.knows(svc, subject));
    let mark = known.as_ref().map_or(&[][..], |nonce| nonce.as_slice());
    ThrottleKey(svc.mac(Purpose::Throttle, &[b"recovery", mark]))
}
