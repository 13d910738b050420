//! Stopping a recovery: by the link in any notice of it, or by somebody who is
//! signed in and may. It wins at every moment before the end.

use identity::audit::{Action, Actor};
use storage::RecoveryId;

use super::RecoveryLink;
use super::link::LinkPurpose;
use super::record::{OVER, alive};
use super::told::{self, Told};
use super::under_way::id_of;
use crate::authorize::Ask;
use crate::notices::Circumstances;
use crate::record::Entry;
use crate::service::corrupt;
use crate::signin::Origin;
use crate::{Caller, Service, ServiceError};

/// Is what the page behind a link shows.
#[derive(Clone, Debug)]
pub struct Stoppable {
    /// The account's name.
    pub account_name: String,
    /// When the recovery began.
    pub began: identity::Timestamp,
}

/// Looks at what a link would stop. Looking stops nothing: programs that look into
/// mails open links.
pub async fn view(svc: &Service, link: &RecoveryLink) -> Result<Stoppable, ServiceError> {
    let (inner, link, now) = (svc.clone(), link.clone(), svc.now());
    svc.read(move |tx| {
        if !link.is_for(&inner, LinkPurpose::Cancel) {
            return Err(OVER);
        }
        let found = tx.recovery(link.account(), link.id())?;
        let record = alive(&inner, tx, link.account(), found, now)?;
        let account =
            tx.account(link.account())?.ok_or_else(|| corrupt("an account is missing"))?;
        Ok(Stoppable { account_name: account.name.as_str().to_owned(), began: record.opened })
    })
    .await
}

/// Stops a recovery by a link.
pub async fn by_link(
    svc: &Service,
    link: &RecoveryLink,
    origin: Origin,
) -> Result<(), ServiceError> {
    let (inner, link, now) = (svc.clone(), link.clone(), svc.now());
    svc.write(link.account(), move |tx| {
        let account = link.account();
        if !link.is_for(&inner, LinkPurpose::Cancel) || !tx.remove_recovery(account, link.id())? {
            return Err(OVER);
        }
        Entry::new(Action::CancelRootRecovery, Actor::Stranger)
            .from(origin.peer)
            .agent(&origin.agent)
            .detail("by the link in a notice")
            .keep(tx, account, now)?;
        let circumstances = Circumstances::from(&origin, now);
        told::tell(&inner, tx, account, link.id(), Told::Stopped, circumstances, now)
    })
    .await
}

/// Stops a recovery that the caller sees.
pub async fn by_caller(svc: &Service, caller: &Caller, id: &str) -> Result<(), ServiceError> {
    let id: RecoveryId = id_of(id)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        caller.authorize(&inner, tx, &Ask::new("account:CancelRootRecovery", "*"))?;
        if !tx.remove_recovery(account, id)? {
            return Err(OVER);
        }
        Entry::by(&caller, Action::CancelRootRecovery).keep(tx, account, now)?;
        let circumstances = Circumstances::of(&caller, now);
        told::tell(&inner, tx, account, id, Told::Stopped, circumstances, now)
    })
    .await
}
