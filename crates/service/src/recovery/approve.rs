//! An administrator's word, given with a second factor, that it is really the
//! owner who recovers root: it takes the place of a password that was reset by
//! mail a short while ago.

use identity::audit::Action;
use identity::recovery::Approval;

use super::record::{OVER, alive};
use super::told::{self, Told};
use super::under_way::id_of;
use crate::authorize::Ask;
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::{Caller, FreshProof, Service, ServiceError};

/// Speaks for a recovery. Root cannot speak for itself.
pub async fn run(svc: &Service, caller: &Caller, id: &str) -> Result<(), ServiceError> {
    let id = id_of(id)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        if caller.is_root() {
            return Err(ServiceError::Denied);
        }
        caller.authorize(&inner, tx, &Ask::new("account:ApproveRootRecovery", "*"))?;
        caller.require_fresh(tx, now)?;
        if !caller.has_mfa() {
            return Err(ServiceError::NotFresh(FreshProof::Code));
        }
        let found = tx.recovery(account, id)?;
        let mut record = alive(&inner, tx, account, found, now)?;
        if record.approval.is_some() {
            return Ok(());
        }
        record.approval = Some(Approval { at: now });
        if !tx.update_recovery(account, &record)? {
            return Err(OVER);
        }
        Entry::by(&caller, Action::ApproveRootRecovery).keep(tx, account, now)?;
        let told = Told::Approved(caller.name().to_owned());
        told::tell(&inner, tx, account, id, told, Circumstances::of(&caller, now), now)
    })
    .await
}
