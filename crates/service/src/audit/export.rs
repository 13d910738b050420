//! A trail for other programs: all records of an account from a moment on, oldest
//! first, page by page.

use identity::Timestamp;
use identity::audit::Record;
use identity::names::AccountId;

use crate::service::corrupt;
use crate::{Service, ServiceError};

/// Records of one page at most.
const PAGE: u32 = 1000;

/// Is one page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The records, in the order of their places.
    pub records: Vec<Record>,
    /// The place after which the next page begins; `None` at the end.
    pub next: Option<u64>,
}

/// Returns the records after a place that are from a moment or later. At the
/// operator's word.
pub async fn run(
    svc: &Service,
    account: AccountId,
    since: Option<Timestamp>,
    after: u64,
) -> Result<Page, ServiceError> {
    let links = svc
        .read(move |tx| {
            if tx.account(account)?.is_none() {
                return Err(ServiceError::NotFound("account"));
            }
            Ok(tx.audit_links(account, after, PAGE)?)
        })
        .await?;
    let next = links.last().map(|link| link.seq).filter(|_| links.len() == PAGE as usize);
    let mut records = Vec::with_capacity(links.len());
    for link in links {
        let record =
            link.record.ok_or_else(|| corrupt("a record of the audit trail is unreadable"))?;
        if since.is_none_or(|since| record.at >= since) {
            records.push(record);
        }
    }
    Ok(Page { records, next })
}
