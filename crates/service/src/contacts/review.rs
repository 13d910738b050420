//! Saying that the contact details are still right. It confirms nothing: it only
//! stops the question for a while.

use identity::audit::Action;
use identity::contact::ContactRecord;

use super::view::list;
use crate::authorize::Ask;
use crate::record::Entry;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Notes that the caller has looked at the contact details.
pub async fn run(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let id = caller.account;
        caller.authorize(&inner, tx, &Ask::on_account("account:PutContactInformation", id))?;
        let account = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        for listed in list(tx, &account, now)? {
            if let Some(value) = listed.value {
                let record = ContactRecord {
                    value,
                    name: listed.name,
                    confirmed: listed.confirmed,
                    reviewed: now,
                };
                tx.put_contact(id, listed.contact, &record)?;
            }
        }
        Entry::by(&caller, Action::ReviewContacts).keep(tx, id, now)?;
        Ok(())
    })
    .await
}
