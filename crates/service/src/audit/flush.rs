//! Writing what has been gathered: each account's records in one transaction. Run
//! every second, before the trail is read, and when the service ends.

use std::sync::Arc;

use identity::names::AccountId;
use tokio::task::JoinSet;

use super::gathered::Waiting;
use crate::{Service, ServiceError};

/// Transactions at once.
const AT_ONCE: usize = 32;

/// Writes all records that wait. With `all`, also what is still being counted.
/// What cannot be written waits on.
pub async fn run(svc: &Service, all: bool) -> Result<(), ServiceError> {
    let _turn = svc.gathered().turn.lock().await;
    let mut batches = svc.gathered().take(svc.now(), all).into_iter();
    let mut writing = JoinSet::new();
    let mut end = Ok(());
    loop {
        while writing.len() < AT_ONCE
            && let Some((account, batch)) = batches.next()
        {
            let svc = svc.clone();
            writing.spawn(async move { write(&svc, account, batch).await });
        }
        match writing.join_next().await {
            None => return end,
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => end = Err(error),
            Some(Err(_)) => end = Err(ServiceError::Fault("records were not written".to_owned())),
        }
    }
}

async fn write(svc: &Service, account: AccountId, batch: Vec<Waiting>) -> Result<(), ServiceError> {
    let batch = Arc::new(batch);
    let records = Arc::clone(&batch);
    let written = svc
        .write(account, move |tx| {
            for (at, event) in records.iter() {
                tx.append(account, *at, event)?;
            }
            Ok(())
        })
        .await;
    if written.is_err() {
        let lost = svc.gathered().put_back(account, Arc::unwrap_or_clone(batch));
        if lost > 0 {
            return Err(ServiceError::Fault(format!("{lost} records of calls are lost")));
        }
    }
    written
}

/// Returns how many requests came with access keys that nobody has since it was
/// last asked. They belong to no account, so they stand on no trail.
pub fn unknown_keys(svc: &Service) -> u64 {
    svc.gathered().take_unknown()
}
