//! What the console tells of factors that somebody took from somebody else: users have
//! no address that a notice could go to.

use identity::Timestamp;
use identity::audit::{Action, Record};
use identity::names::AccountId;
use storage::{AuditFilter, Tx};

use super::run::ENROL_WITHIN;
use crate::{Caller, Service, ServiceError};

/// Events that are named together.
const MOST: usize = 5;

/// Records that are looked through for them: most devices are removed by their owners.
const LOOKED_AT: u32 = 200;

/// Is what was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Every device and recovery code, by a reset.
    Everything,
    /// One device.
    Device,
}

/// Is something that was taken from a user lately, by somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Whose it was.
    pub user: String,
    /// What it was.
    pub taken: Taken,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Returns what was taken from a user, or from all, in the last three days, newest
/// first.
pub(crate) fn recent(
    tx: &mut dyn Tx,
    account: AccountId,
    user: Option<&str>,
    now: Timestamp,
) -> Result<Vec<Recent>, ServiceError> {
    let filter = |action, target| AuditFilter {
        action: Some(action),
        success: Some(true),
        target,
        since: Some(now.minus(ENROL_WITHIN)),
        ..AuditFilter::default()
    };
    let resets = filter(Action::ResetMfa, user.map(str::to_owned));
    let mut found: Vec<Recent> = Vec::new();
    for record in tx.records(account, &resets, LOOKED_AT)? {
        let user = record.event.target.clone().unwrap_or_default();
        found.push(told(&record, user, Taken::Everything));
    }
    // Their target is the device.
    for record in tx.records(account, &filter(Action::DeactivateMfaDevice, None), LOOKED_AT)? {
        let Some(owner) = somebody_elses(&record) else { continue };
        if user.is_none_or(|user| user.eq_ignore_ascii_case(&owner)) {
            found.push(told(&record, owner, Taken::Device));
        }
    }
    found.sort_by_key(|recent| std::cmp::Reverse(recent.at));
    found.truncate(MOST);
    Ok(found)
}

fn told(record: &Record, user: String, taken: Taken) -> Recent {
    let by = record.event.actor.name().unwrap_or("the operator").to_owned();
    Recent { user, taken, by, at: record.at }
}

/// Returns whose device a record tells of, where it was not of who removed it. Records
/// of the console name the owner in their parameters, those of programs in their
/// detail as well, as it is spelt.
fn somebody_elses(record: &Record) -> Option<String> {
    let event = &record.event;
    let detail = event.detail.as_deref().unwrap_or_default();
    let owner = match detail.strip_prefix("of ") {
        Some(owner) => owner.to_owned(),
        None if detail.ends_with(" of another user") => {
            let parameters = event.request.parameters.as_deref()?;
            let parameters: serde_json::Value = serde_json::from_str(parameters).ok()?;
            parameters.get("userName")?.as_str()?.to_owned()
        }
        None => return None,
    };
    (event.actor.name() != Some(owner.as_str())).then_some(owner)
}

/// Returns what was last taken from the caller, who must register a device first.
pub async fn own(svc: &Service, caller: &Caller) -> Result<Option<Recent>, ServiceError> {
    let (caller, now) = (caller.clone(), svc.now());
    svc.read(move |tx| Ok(recent(tx, caller.account, Some(caller.name()), now)?.into_iter().next()))
        .await
}
