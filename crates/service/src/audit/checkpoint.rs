//! Stating how far the trails are. Before it is stated, what was recorded since
//! the last statement is checked: nothing is signed that somebody has slipped in.

use std::time::Duration;

use identity::audit::{Broken, Checkpoint, CheckpointKey, Fault, Signed, Walk};
use identity::names::AccountId;

use crate::{Service, ServiceError};

/// Is when a trail gets a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// A record waits no longer than this for a checkpoint that covers it.
    pub time: Duration,
    /// Nor do more than so many records.
    pub records: u64,
}

/// Is what a round of stating brought.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    /// The checkpoints that were made.
    pub checkpoints: Vec<Signed>,
    /// The trails that get none, because they are broken.
    pub broken: Vec<(AccountId, Broken)>,
}

/// Trails that one round takes.
const ROUND: u32 = 500;
/// Records that are checked in one transaction.
const PAGE: u32 = 500;

/// Returns the public key that checkpoints are checked with.
pub fn public_key(svc: &Service) -> CheckpointKey {
    svc.keys().checkpoint().public()
}

/// Makes the checkpoints that are due.
pub async fn run(svc: &Service, interval: Interval) -> Result<Stated, ServiceError> {
    let before = svc.now().minus(interval.time);
    let due = svc.read(move |tx| Ok(tx.accounts_due(before, interval.records, ROUND)?)).await?;
    let mut stated = Stated::default();
    for account in due {
        match state(svc, account).await? {
            Ok(signed) => stated.checkpoints.extend(signed),
            Err(broken) => stated.broken.push((account, broken)),
        }
    }
    Ok(stated)
}

/// Checks what is new in a trail and signs its end. Returns no checkpoint when
/// another node was faster.
async fn state(
    svc: &Service,
    account: AccountId,
) -> Result<Result<Option<Signed>, Broken>, ServiceError> {
    let key = svc.keys().audit().clone();
    let public = public_key(svc);
    let (mut walk, records) = svc
        .read(move |tx| {
            let last = tx.last_checkpoint(account)?.and_then(|kept| kept.signed);
            let known =
                last.filter(|last| last.checkpoint.account == account && public.has_signed(last));
            let walk = match known {
                Some(last) => Walk::after(&last.checkpoint, Some(key.clone())),
                None => Walk::begin(account, Some(key.clone())),
            };
            let extent = tx.audit_extent(account)?;
            Ok((walk, extent.head.map_or(extent.greatest, |head| head.records)))
        })
        .await?;
    while walk.place() < records {
        let place = walk.place();
        let page = svc.read(move |tx| Ok(tx.audit_links(account, place, PAGE)?)).await?;
        if page.is_empty() {
            break;
        }
        for link in page {
            if walk.place() < records
                && let Err(broken) = walk.step(&link)
            {
                return Ok(Err(broken));
            }
        }
    }
    if walk.place() != records {
        let seq = walk.place().min(records).saturating_add(1);
        return Ok(Err(Broken { seq, fault: Fault::Truncated }));
    }
    let checkpoint =
        Checkpoint { account, records: walk.place(), hash: walk.hash(), at: svc.now() };
    let signed = svc.keys().checkpoint().sign(checkpoint);
    let kept = svc.write(account, move |tx| Ok(tx.add_checkpoint(&signed)?)).await?;
    Ok(Ok(kept.then_some(signed)))
}
