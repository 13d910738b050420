//! What the browser in which a recovery began shows.

use identity::Timestamp;
use identity::recovery::{CallEnd, CallProgress, DIGITS_LIFETIME, Recovery, Wait};

use super::link::digits;
use super::record::{find, proofs, waits_until};
use crate::service::corrupt;
use crate::{Bearer, Service, ServiceError};

/// Is what the page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The account's alias or number.
    pub account: String,
    /// The account's name.
    pub account_name: String,
    /// Root's address.
    pub email: String,
    /// The telephone number, masked; empty when there is none any more.
    pub phone: String,
    /// Where the recovery stands.
    pub stage: Stage,
}

/// Is where a recovery stands.
#[derive(Clone, Debug)]
pub enum Stage {
    /// The link in the mail is awaited.
    Mail,
    /// The call can be asked for.
    Call {
        /// How the last call ended.
        last: Option<CallEnd>,
    },
    /// A call is under way.
    Calling {
        /// The digits, in two groups of three.
        digits: String,
        /// How far it has come.
        progress: CallProgress,
        /// Wrong digits so far.
        wrong: u32,
        /// Whether the gateway has been silent for too long.
        overdue: bool,
    },
    /// All is proved, and something must be waited for.
    Waiting {
        /// For what.
        waits: Vec<Wait>,
        /// When the last of it ends.
        until: Timestamp,
        /// Whether an administrator has spoken for it.
        approved: bool,
    },
    /// It can be finished.
    Ready,
}

/// Looks at the recovery of a browser.
pub async fn run(svc: &Service, browser: &Bearer) -> Result<View, ServiceError> {
    let (inner, browser, now) = (svc.clone(), browser.clone(), svc.now());
    svc.read(move |tx| {
        let id = browser.account();
        let record = find(&inner, tx, &browser, now)?;
        let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        let stage = match record.state {
            Recovery::Mail(_) => Stage::Mail,
            Recovery::Call(state) => Stage::Call { last: state.last_end() },
            Recovery::Calling(state) if now.since(state.call().asked) >= DIGITS_LIFETIME => {
                Stage::Call { last: Some(CallEnd::Expired) }
            }
            Recovery::Calling(state) => {
                let call = state.call();
                Stage::Calling {
                    digits: digits(&inner, id, record.id, call.number).expose(),
                    progress: call.progress,
                    wrong: call.wrong,
                    overdue: call.is_overdue(now),
                }
            }
            Recovery::CoolingOff(state) => {
                let proofs = proofs(tx, id, record.approval)?;
                let waits = proofs.waits(state.proved(), inner.settings().recovery_delay, now);
                match waits_until(&inner, tx, id, &record)? {
                    Some(until) if !waits.is_empty() => {
                        Stage::Waiting { waits, until, approved: record.approval.is_some() }
                    }
                    _ => Stage::Ready,
                }
            }
        };
        Ok(View {
            account: account.handle(),
            account_name: account.name.as_str().to_owned(),
            email: account.email.as_str().to_owned(),
            phone: account
                .phone
                .as_ref()
                .map_or_else(String::new, identity::names::PhoneNumber::masked),
            stage,
        })
    })
    .await
}
