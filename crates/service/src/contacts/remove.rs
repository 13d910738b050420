//! Giving up an alternate contact. Whoever was reached there is told.

use identity::audit::Action;
use identity::contact::Contact;
use identity::names::EmailAddress;

use super::send_code::authorize;
use super::view::record;
use crate::notices::{self, Circumstances, ContactChanged};
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// Gives up a contact, or what waits for its code.
pub async fn run(svc: &Service, caller: &Caller, contact: Contact) -> Result<(), ServiceError> {
    if !contact.is_alternate() {
        return Err(ServiceError::Denied);
    }
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        authorize(&inner, tx, &caller, contact)?;
        caller.require_fresh(tx, now)?;
        let old = record(tx, account, contact)?;
        if !tx.remove_contact(account, contact)? {
            return Ok(());
        }
        Entry::by(&caller, Action::DeleteAlternateContact)
            .on(contact.key())
            .keep(tx, account, now)?;
        let old = old.and_then(|old| EmailAddress::parse(&old.value).ok());
        if old.is_some() {
            let circumstances = Circumstances::of(&caller, now);
            let notice = ContactChanged { contact, old, new: None, circumstances };
            let event = format!("{}/{}", contact.key(), now.as_micros());
            notices::queue(&inner, tx, account, &notice, &event, now)?;
        }
        Ok(())
    })
    .await
}
