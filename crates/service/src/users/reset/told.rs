//! What the console tells of resets: users have no address that a notice could go to.

use identity::Timestamp;
use identity::audit::Action;
use identity::names::AccountId;
use storage::{AuditFilter, Tx};

use super::run::ENROL_WITHIN;
use crate::{Caller, Service, ServiceError};

/// Resets that are named together.
const MOST: u32 = 5;

/// Is a reset that was done lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Who was reset.
    pub user: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Returns the resets of the last three days, newest first.
pub(crate) fn recent(
    tx: &mut dyn Tx,
    account: AccountId,
    user: Option<&str>,
    now: Timestamp,
) -> Result<Vec<Recent>, ServiceError> {
    let filter = AuditFilter {
        action: Some(Action::ResetMfa),
        success: Some(true),
        target: user.map(str::to_owned),
        since: Some(now.minus(ENROL_WITHIN)),
        ..AuditFilter::default()
    };
    let records = tx.records(account, &filter, MOST)?.into_iter();
    let told = records.map(|record| Recent {
        user: record.event.target.unwrap_or_default(),
        by: record.event.actor.name().unwrap_or("the operator").to_owned(),
        at: record.at,
    });
    Ok(told.collect())
}

/// Returns the last reset of the caller, who must register a device first.
pub async fn own(svc: &Service, caller: &Caller) -> Result<Option<Recent>, ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| Ok(recent(tx, caller.account, Some(caller.name()), now)?.into_iter().next()))
        .await
}
