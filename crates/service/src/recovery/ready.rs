//! Telling everybody when the waiting of a recovery is over: from then on it can be
//! completed, so whoever would stop it should know.

use identity::Timestamp;
use identity::names::AccountId;
use identity::recovery::Recovery;
use storage::{RecoveryId, Tx};

use super::record::waits_until;
use super::told::{self, Told};
use crate::notices::Circumstances;
use crate::{Service, ServiceError};

/// Recoveries that are looked at together.
const BATCH: u32 = 100;

/// Tells of every recovery whose waiting is over. Run by a worker now and then.
pub async fn run(svc: &Service) -> Result<(), ServiceError> {
    let now = svc.now();
    let mut after = None;
    loop {
        let from = after;
        let found = svc.read(move |tx| Ok(tx.waiting_recoveries(from, BATCH)?)).await?;
        for (account, id) in &found {
            let (inner, account, id) = (svc.clone(), *account, *id);
            svc.write(account, move |tx| tell(&inner, tx, account, id, now)).await?;
        }
        match found.last() {
            Some(last) if found.len() == BATCH as usize => after = Some(*last),
            _ => return Ok(()),
        }
    }
}

fn tell(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    id: RecoveryId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(record) = tx.recovery(account, id)? else { return Ok(()) };
    let Recovery::CoolingOff(state) = record.state else { return Ok(()) };
    let until = waits_until(svc, tx, account, &record)?.unwrap_or(state.proved());
    if now < until || !tx.note_told(account, id, now)? {
        return Ok(());
    }
    // What never had to wait was told of when it was proved; what has lapsed is over.
    if until <= state.proved() || record.state.is_over(Some(until), now) {
        return Ok(());
    }
    told::tell(svc, tx, account, id, Told::Ready, Circumstances::by_time(now), now)
}
