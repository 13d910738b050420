//! Writing down which keys, roles and services were used: each account's uses in one
//! transaction. Run every second, before uses are told, and when the service ends.

use std::sync::Arc;

use identity::names::{AccountId, RoleId, UserId};

use storage::Tx;
use tokio::task::JoinSet;

use super::noted::Use;
use crate::{Service, ServiceError};

/// Transactions at once.
const AT_ONCE: usize = 32;

/// Writes all uses that wait. What cannot be written waits on.
pub async fn run(svc: &Service) -> Result<(), ServiceError> {
    keep(svc, None).await
}

/// Writes the uses of one account, for somebody who is about to tell of them.
pub(crate) async fn of(svc: &Service, account: AccountId) -> Result<(), ServiceError> {
    keep(svc, Some(account)).await
}

async fn keep(svc: &Service, only: Option<AccountId>) -> Result<(), ServiceError> {
    let _turn = svc.noted().turn.lock().await;
    let mut batches = svc.noted().take(only).into_iter();
    let mut writing = JoinSet::new();
    let mut end = Ok(());
    loop {
        while writing.len() < AT_ONCE
            && let Some((account, uses)) = batches.next()
        {
            writing.spawn(keep_all(svc.clone(), account, uses));
        }
        match writing.join_next().await {
            None => return end,
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => end = Err(error),
            Some(Err(_)) => end = Err(ServiceError::Fault("uses were not written".to_owned())),
        }
    }
}

async fn keep_all(svc: Service, account: AccountId, uses: Vec<Use>) -> Result<(), ServiceError> {
    let uses = Arc::new(uses);
    let kept = Arc::clone(&uses);
    let written = svc.write(account, move |tx| write(tx, account, &kept)).await;
    if written.is_err() {
        svc.noted().put_back(account, Arc::unwrap_or_clone(uses));
    }
    written
}

fn write(tx: &mut dyn Tx, account: AccountId, uses: &[Use]) -> Result<(), ServiceError> {
    for one in uses {
        // Whoever was deleted meanwhile leaves no trace of a use.
        if !exists(tx, account, &one.holder)? {
            continue;
        }
        if let Some(key) = &one.key {
            tx.note_access_key_use(key, &one.used)?;
        }
        if let Some(role) = &one.role {
            tx.note_role_use(account, role, one.used.at)?;
        }
        tx.note_service_use(account, &one.holder, &one.used)?;
    }
    Ok(())
}

fn exists(tx: &mut dyn Tx, account: AccountId, holder: &str) -> Result<bool, ServiceError> {
    if let Some(id) = UserId::parse(holder) {
        return Ok(tx.user(account, &id)?.is_some());
    }
    if let Some(id) = RoleId::parse(holder) {
        return Ok(tx.role(account, &id)?.is_some());
    }
    Ok(true)
}
