//! Correcting the contact telephone before it is needed. Root's own change counts
//! at once and makes recoveries wait; an administrator's is announced to everybody,
//! and takes the place of the present number three days later unless it is
//! stopped.

use identity::Timestamp;
use identity::audit::{Action, Actor};
use identity::contact::Contact;
use identity::names::{AccountId, PhoneNumber};
use identity::recovery::SETTLES_AFTER;
use storage::{AnnouncedPhone, RecoveryId, Tx};

use super::RecoveryLink;
use super::link::{LinkPurpose, text};
use super::told::hex;
use crate::authorize::Ask;
use crate::contacts::number;
use crate::env::random;
use crate::notices::{self, Circumstances, PhoneAnnounced};
use crate::record::Entry;
use crate::service::corrupt;
use crate::signin::Origin;
use crate::{Caller, Service, ServiceError};

/// What is over, as people are told.
const OVER: ServiceError = ServiceError::Gone("the announcement");
/// Announcements that are applied at once.
const BATCH: u32 = 100;

/// Is a number that will take the place of the present one.
#[derive(Clone, Debug)]
pub struct Announced {
    /// The number.
    pub phone: String,
    /// When it counts.
    pub due: Timestamp,
}

/// Returns what is announced, for who may change it.
pub async fn view(svc: &Service, caller: &Caller) -> Result<Option<Announced>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        caller.authorize(
            &inner,
            tx,
            &Ask::on_account("account:GetContactInformation", caller.account),
        )?;
        let found = tx.announced_phone(caller.account)?;
        Ok(found.map(|found| Announced { phone: found.phone.as_str().to_owned(), due: found.due }))
    })
    .await
}

/// Announces a number at an administrator's word, which a call has confirmed where
/// calls are made.
pub(crate) fn announce(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    phone: PhoneNumber,
    confirmed: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let account = caller.account;
    let id = RecoveryId(random(svc.env()));
    let due = now.plus(SETTLES_AFTER);
    let announced = AnnouncedPhone { id, phone, announced: now, due, confirmed };
    tx.announce_phone(account, &announced)?;
    Entry::by(caller, Action::PutContactInformation)
        .detail("announced, counts after three days")
        .keep(tx, account, now)?;
    let link = text(svc, account, id, LinkPurpose::AnnouncedPhone);
    let notice = PhoneAnnounced {
        by: caller.name().to_owned(),
        number: announced.phone.masked(),
        due,
        stop: format!("/recovery/phone/{}", link.as_str()),
        circumstances: Circumstances::of(caller, now),
    };
    notices::queue(svc, tx, account, &notice, &hex(id), now)
}

/// Puts an announced number into its place when it is due. The change is as old as
/// the announcement: everybody could stop it since.
pub(crate) fn apply_due(
    tx: &mut dyn Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(found) = tx.announced_phone(account)?.filter(|found| found.due <= now) else {
        return Ok(());
    };
    if !tx.remove_announced_phone(account, found.id)? {
        return Ok(());
    }
    let mut owner = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
    if let Some(at) = found.confirmed {
        number::confirm(tx, account, &found.phone, at)?;
    }
    owner.phone = Some(found.phone);
    tx.update_account(&owner)?;
    tx.note_contact_change(account, Contact::Phone, found.announced)?;
    Entry::new(Action::PutContactInformation, Actor::Operator)
        .detail("the announced number counts now")
        .keep(tx, account, now)?;
    Ok(())
}

/// Puts every number into its place that is due. Run by a worker now and then.
pub async fn apply_all(svc: &Service) -> Result<(), ServiceError> {
    let now = svc.now();
    for account in svc.read(move |tx| Ok(tx.due_phones(now, BATCH)?)).await? {
        svc.write(account, move |tx| apply_due(tx, account, now)).await?;
    }
    Ok(())
}

/// Looks at what a link would stop. Looking stops nothing.
pub async fn announced(svc: &Service, link: &RecoveryLink) -> Result<Announced, ServiceError> {
    let (inner, link) = (svc.clone(), link.clone());
    svc.read(move |tx| {
        let found = tx.announced_phone(link.account())?;
        let right = link.is_for(&inner, LinkPurpose::AnnouncedPhone);
        let found = found.filter(|found| right && found.id == link.id()).ok_or(OVER)?;
        Ok(Announced { phone: found.phone.masked(), due: found.due })
    })
    .await
}

/// Stops an announcement by a link.
pub async fn stop(svc: &Service, link: &RecoveryLink, origin: Origin) -> Result<(), ServiceError> {
    let (inner, link, now) = (svc.clone(), link.clone(), svc.now());
    svc.write(link.account(), move |tx| {
        let account = link.account();
        let right = link.is_for(&inner, LinkPurpose::AnnouncedPhone);
        if !right || !tx.remove_announced_phone(account, link.id())? {
            return Err(OVER);
        }
        Entry::new(Action::CancelContactChange, Actor::Stranger)
            .from(origin.peer)
            .agent(&origin.agent)
            .detail("by the link in a notice")
            .keep(tx, account, now)?;
        Ok(())
    })
    .await
}

/// Notes what changed of how the owner is reached, when root itself changed it: a
/// first number replaces nothing.
pub(crate) fn note_changes(
    tx: &mut dyn Tx,
    before: &identity::account::Account,
    after: &identity::account::Account,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if after.email.key() != before.email.key() {
        tx.note_contact_change(after.id, Contact::Email, now)?;
    }
    if after.phone != before.phone && before.phone.is_some() {
        tx.note_contact_change(after.id, Contact::Phone, now)?;
    }
    if after.phone != before.phone
        && let Some(older) = tx.announced_phone(after.id)?
    {
        tx.remove_announced_phone(after.id, older.id)?;
    }
    Ok(())
}
