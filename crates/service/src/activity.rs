//! The audit trail, newest first: of the whole account for administrators, of
//! oneself for everybody else.

use identity::Timestamp;
use identity::audit::{Action, Record};
use storage::{AuditFilter, WhoFilter};

use crate::authorize::Ask;
use crate::{Caller, Service, ServiceError};

/// Records on one page.
pub const PAGE: u32 = 50;

/// Is which records are asked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The name of who did it (`root` for the root user).
    pub who: Option<String>,
    /// What was done.
    pub action: Option<Action>,
    /// Only successes, or only refusals.
    pub success: Option<bool>,
    /// Also the calls of programs that only read.
    pub reads: bool,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only records before this place.
    pub before: Option<u64>,
}

/// Is one page of the trail.
#[derive(Clone, Debug)]
pub struct Page {
    /// The records, newest first.
    pub records: Vec<Record>,
    /// The place before which the next page begins, if there is one.
    pub next: Option<u64>,
    /// Whether the whole account's trail was searched.
    pub whole_account: bool,
}

/// Returns a page of the trail.
pub async fn run(svc: &Service, caller: &Caller, query: Query) -> Result<Page, ServiceError> {
    // What happened here a moment ago is shown as well.
    crate::audit::flush::run(svc, false).await?;
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let ask = Ask::new("cloudtrail:LookupEvents", "*");
        let whole_account = caller.may(&inner, tx, &ask)?;
        let who = if whole_account {
            query.who.clone().map(WhoFilter::Name)
        } else {
            Some(WhoFilter::Identity(caller.identity.clone()))
        };
        let filter = AuditFilter {
            who,
            action: query.action,
            success: query.success,
            loud: !query.reads,
            since: query.since,
            until: query.until,
            before: query.before,
            ..AuditFilter::default()
        };
        let account = caller.account;
        let mut records = tx.records(account, &filter, PAGE + 1)?;
        let more = records.len() > PAGE as usize;
        records.truncate(PAGE as usize);
        let next = records.last().map(|record| record.seq).filter(|_| more);
        Ok(Page { records, next, whole_account })
    })
    .await
}
