//! Confirming a contact with the code that was sent there. The root user's
//! address changes only now, and the old one is told.

use identity::account::Account;
use identity::audit::{Action, Reason};
use identity::contact::{Contact, ContactRecord, PendingContact};
use identity::names::EmailAddress;
use identity::{Identity, Timestamp};
use storage::{SetUpPurpose, Tx};
use subtle::ConstantTimeEq;

use super::send_code::authorize;
use super::view::record;
use super::{CODE_LIFETIME, WRONG_CODES, hash_code};
use crate::notices::{self, Circumstances, ContactChanged};
use crate::record::Entry;
use crate::recovery::announced_phone;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Confirms a contact.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    contact: Contact,
    code: &str,
) -> Result<(), ServiceError> {
    let code: String = code.chars().filter(char::is_ascii_digit).take(16).collect();
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.judge(caller.account, move |tx| {
        let account = caller.account;
        authorize(&inner, tx, &caller, contact)?;
        let pending = tx
            .pending_contact(account, contact)?
            .filter(|pending| now.since(pending.sent) < CODE_LIFETIME);
        let Some(pending) = pending else { return Ok(Err(ServiceError::Gone("the code"))) };
        let entry = Entry::by(&caller, Action::ConfirmContact).on(contact.key());
        let hash = hash_code(&inner, account, contact, &pending.value, &code);
        if hash.ct_eq(&pending.code).unwrap_u8() == 0 {
            entry.refused(Reason::WrongContactCode).keep(tx, account, now)?;
            return Ok(Err(refuse(tx, &caller, contact, pending)?));
        }
        // Of two tabs one confirms.
        if !tx.remove_pending_contact(account, contact)? {
            return Ok(Err(ServiceError::Gone("the code")));
        }
        let found = tx.account(account)?.ok_or_else(|| corrupt("an account is missing"))?;
        let old = match contact {
            Contact::Email => Some(found.email.clone()),
            _ => record(tx, account, contact)?.and_then(|old| EmailAddress::parse(&old.value).ok()),
        };
        if contact == Contact::Email {
            change_root_address(tx, &caller, &found, &pending.value, now)?;
        }
        let confirmed = ContactRecord {
            value: pending.value.clone(),
            name: pending.name,
            confirmed: Some(now),
            reviewed: now,
        };
        tx.put_contact(account, contact, &confirmed)?;
        entry.keep(tx, account, now)?;
        let new = EmailAddress::parse(&pending.value).map_err(|_| corrupt("a contact"))?;
        if old.as_ref().map(EmailAddress::key) != Some(new.key()) {
            let circumstances = Circumstances::of(&caller, now);
            let notice = ContactChanged { contact, old, new: Some(new), circumstances };
            let event = format!("{}/{}", contact.key(), now.as_micros());
            notices::queue(&inner, tx, account, &notice, &event, now)?;
        }
        Ok(Ok(()))
    })
    .await
}

/// Counts a wrong code; after a few the right one is void.
fn refuse(
    tx: &mut dyn Tx,
    caller: &Caller,
    contact: Contact,
    pending: PendingContact,
) -> Result<ServiceError, ServiceError> {
    let failures = pending.failures.saturating_add(1);
    if failures >= WRONG_CODES {
        tx.remove_pending_contact(caller.account, contact)?;
        return Ok(ServiceError::Gone("the code"));
    }
    tx.put_pending_contact(caller.account, contact, &PendingContact { failures, ..pending })?;
    let left = WRONG_CODES - failures;
    let tries = if left == 1 { "one more try".to_owned() } else { format!("{left} more tries") };
    Ok(ServiceError::invalid("code", format!("this is not the code that was sent; {tries}")))
}

/// Gives the root user another address. Links that were sent to the old one are
/// void.
fn change_root_address(
    tx: &mut dyn Tx,
    caller: &Caller,
    before: &Account,
    address: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let email = EmailAddress::parse(address).map_err(|_| corrupt("a contact"))?;
    if email == before.email {
        return Ok(());
    }
    let after = Account { email, ..before.clone() };
    announced_phone::note_changes(tx, before, &after, now)?;
    tx.update_account(&after)?;
    tx.remove_set_up_links_for(&SetUpPurpose::ForgottenPassword(after.id))?;
    tx.remove_sign_ins_of(after.id, &Identity::Root)?;
    Entry::by(caller, Action::UpdateAccount).on(after.name.as_str()).keep(tx, after.id, now)?;
    Ok(())
}
