//! Checking trails from their first record to their last, while the service
//! goes on: every record against the chain, the chain against its checkpoints,
//! those of the store and those that were kept elsewhere.

use std::collections::BTreeMap;

use identity::audit::{Broken, Checkpoint, Fault, Signed, Walk};
use identity::names::AccountId;
use storage::AuditExtent;

use super::checkpoint::public_key;
use crate::{Service, ServiceError};

/// Records that are read in one transaction.
const PAGE: u32 = 1000;
/// Accounts that are listed in one.
const ACCOUNTS: u32 = 500;

/// Is what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Trails that were checked.
    pub accounts: u64,
    /// Records that were found sound.
    pub records: u64,
    /// Checkpoints that agree with them.
    pub checkpoints: u64,
    /// The first fault of each broken trail.
    pub broken: Vec<(AccountId, Broken)>,
    /// How many of the given checkpoints were not signed by this service.
    pub unsigned: u64,
}

impl Report {
    /// Says whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty() && self.unsigned == 0
    }
}

/// Checks the trail of an account, or all trails. `shipped` are checkpoints that
/// were kept outside of the store; they must have been read before this begins.
pub async fn run(
    svc: &Service,
    account: Option<AccountId>,
    shipped: &[Signed],
) -> Result<Report, ServiceError> {
    let mut report = Report::default();
    let key = public_key(svc);
    let mut known: BTreeMap<AccountId, Vec<Checkpoint>> = BTreeMap::new();
    for signed in shipped {
        if key.has_signed(signed) {
            known.entry(signed.checkpoint.account).or_default().push(signed.checkpoint);
        } else {
            report.unsigned += 1;
        }
    }
    for account in accounts(svc, account, &known).await? {
        let mut outside = known.remove(&account).unwrap_or_default();
        outside.sort_by_key(|checkpoint| checkpoint.records);
        let (walk, checkpoints, end) = trail(svc, account, &outside).await?;
        report.accounts += 1;
        report.records += walk.place();
        report.checkpoints += checkpoints;
        report.broken.extend(end.err().map(|broken| (account, broken)));
    }
    Ok(report)
}

/// Returns the accounts to look at: those of the store, and those that only the
/// checkpoints know.
async fn accounts(
    svc: &Service,
    only: Option<AccountId>,
    known: &BTreeMap<AccountId, Vec<Checkpoint>>,
) -> Result<Vec<AccountId>, ServiceError> {
    if let Some(only) = only {
        let extent = svc.read(move |tx| Ok((tx.account(only)?, tx.audit_extent(only)?))).await?;
        let (account, extent) = extent;
        if account.is_none() && extent.greatest == 0 && !known.contains_key(&only) {
            return Err(ServiceError::NotFound("account"));
        }
        return Ok(vec![only]);
    }
    let mut found = Vec::new();
    loop {
        let after = found.last().copied();
        let page = svc.read(move |tx| Ok(tx.audited_accounts(after, ACCOUNTS)?)).await?;
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    found.extend(known.keys().copied());
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Checks one trail. Returns how far it is sound, how many checkpoints agree, and
/// what is wrong.
async fn trail(
    svc: &Service,
    account: AccountId,
    outside: &[Checkpoint],
) -> Result<(Walk, u64, Result<(), Broken>), ServiceError> {
    // What is appended from here on is not looked at.
    let (extent, beyond) = svc
        .read(move |tx| {
            let extent = tx.audit_extent(account)?;
            let records = extent.head.map_or(extent.greatest, |head| head.records);
            let beyond = tx.checkpoints(account, records, 1)?;
            Ok((extent, beyond.first().map_or(0, |kept| kept.records)))
        })
        .await?;
    let records = extent.head.map_or(extent.greatest, |head| head.records);
    let key = svc.keys().audit().clone();
    let mut steps = Steps {
        walk: Walk::begin(account, Some(key)),
        outside: outside.iter().peekable(),
        agreed: 0,
    };
    while steps.walk.place() < records {
        let place = steps.walk.place();
        let (links, kept) = svc
            .read(move |tx| {
                let links = tx.audit_links(account, place, PAGE)?;
                // No record of the page has two.
                Ok((links, tx.checkpoints(account, place, PAGE)?))
            })
            .await?;
        let mut kept = kept.into_iter().peekable();
        let mut went_on = false;
        for link in links.iter().take_while(|link| link.seq <= records) {
            went_on = true;
            if let Err(broken) = steps.walk.step(link) {
                return Ok((steps.walk, steps.agreed, Err(broken)));
            }
            while let Some(next) = kept.next_if(|kept| kept.records <= link.seq) {
                let signed = next.signed.filter(|signed| public_key(svc).has_signed(signed));
                let end = signed
                    .map(|signed| signed.checkpoint)
                    .ok_or(Broken { seq: link.seq, fault: Fault::UnsignedCheckpoint });
                if let Err(broken) = end.and_then(|checkpoint| steps.compare(&checkpoint)) {
                    return Ok((steps.walk, steps.agreed, Err(broken)));
                }
            }
            if let Err(broken) = steps.compare_outside() {
                return Ok((steps.walk, steps.agreed, Err(broken)));
            }
        }
        if !went_on {
            break;
        }
    }
    let reached = outside.last().map_or(0, |last| last.records).max(beyond).max(records);
    let end = end(&steps.walk, &extent, reached.max(1));
    Ok((steps.walk, steps.agreed, end))
}

/// Is a walk with the checkpoints that are still ahead.
struct Steps<'a> {
    walk: Walk,
    outside: std::iter::Peekable<std::slice::Iter<'a, Checkpoint>>,
    agreed: u64,
}

impl Steps<'_> {
    fn compare(&mut self, checkpoint: &Checkpoint) -> Result<(), Broken> {
        self.walk.compare(checkpoint)?;
        self.agreed += 1;
        Ok(())
    }

    fn compare_outside(&mut self) -> Result<(), Broken> {
        let place = self.walk.place();
        while let Some(checkpoint) = self.outside.next_if(|ahead| ahead.records <= place) {
            self.compare(checkpoint)?;
        }
        Ok(())
    }
}

/// Judges how a trail ends whose records are sound as far as they go.
fn end(walk: &Walk, extent: &AuditExtent, reached: u64) -> Result<(), Broken> {
    let place = walk.place();
    walk.end(reached)?;
    let broken = |seq, fault| Err(Broken { seq, fault });
    if extent.head.is_none_or(|head| head.hash != walk.hash()) {
        return broken(place, Fault::Changed);
    }
    if extent.misplaced > 0 {
        return broken(0, Fault::Forged);
    }
    if extent.greatest > place {
        return broken(place.saturating_add(1), Fault::Forged);
    }
    // Nobody has taken all proofs away.
    if !walk.is_proved() {
        return broken(1, Fault::Forged);
    }
    Ok(())
}
