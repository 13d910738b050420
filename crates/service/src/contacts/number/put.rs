//! Putting a confirmed number into its place: root's at once, an administrator's when
//! everybody has had three days to stop it.

use identity::Timestamp;
use identity::audit::Action;
use identity::contact::{Contact, ContactRecord};
use identity::names::{AccountId, PhoneNumber};
use storage::Tx;

use super::find::{OVER, authorize, own};
use crate::notices::{self, Circumstances, PhoneChanged};
use crate::record::Entry;
use crate::recovery::announced_phone;
use crate::recovery::hindrance::number_that_counts;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Is what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is the number of the account.
    InForce,
    /// It is announced, and will be.
    Announced,
}

/// Uses the number whose call asked for digits and got the right ones. Of two tabs
/// one does.
pub async fn run(svc: &Service, caller: &Caller) -> Result<Put, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let id = caller.account;
        authorize(&inner, tx, &caller, now)?;
        let check = own(tx, &caller, now)?;
        if check.proved.is_none() || !tx.remove_number_check(id, check.id)? {
            return Err(OVER);
        }
        let before = tx.account(id)?.ok_or_else(|| corrupt("an account is missing"))?;
        let same = before.phone.as_ref() == Some(&check.phone);
        // A number that does not count is as good as another one: whoever has it by now,
        // everybody hears of it first.
        let counts = number_that_counts(tx, &before, now)?.is_some();
        if !(caller.is_root() || (same && counts)) {
            announced_phone::announce(&inner, tx, &caller, check.phone, check.proved, now)?;
            return Ok(Put::Announced);
        }
        confirm(tx, id, &check.phone, now)?;
        if same {
            return Ok(Put::InForce);
        }
        let mut after = before.clone();
        after.phone = Some(check.phone);
        announced_phone::note_changes(tx, &before, &after, now)?;
        tx.update_account(&after)?;
        Entry::by(&caller, Action::PutContactInformation).keep(tx, id, now)?;
        let masked = |phone: &Option<PhoneNumber>| phone.as_ref().map(PhoneNumber::masked);
        let notice = PhoneChanged {
            old: masked(&before.phone),
            new: masked(&after.phone),
            circumstances: Circumstances::of(&caller, now),
        };
        notices::queue(&inner, tx, id, &notice, &format!("phone/{}", now.as_micros()), now)?;
        Ok(Put::InForce)
    })
    .await
}

/// Notes that a call has confirmed the account's number.
pub(crate) fn confirm(
    tx: &mut dyn Tx,
    account: AccountId,
    phone: &PhoneNumber,
    at: Timestamp,
) -> Result<(), ServiceError> {
    let record = ContactRecord {
        value: phone.as_str().to_owned(),
        name: String::new(),
        confirmed: Some(at),
        reviewed: at,
    };
    Ok(tx.put_contact(account, Contact::Phone, &record)?)
}
