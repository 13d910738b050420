//! What is known of the contact details, for who may see them.

use identity::Timestamp;
use identity::account::Account;
use identity::contact::{Contact, ContactRecord, Standing};
use identity::names::AccountId;
use storage::Tx;

use super::CODE_LIFETIME;
use crate::authorize::Ask;
use crate::recovery::PhoneService;
use crate::service::corrupt;
use crate::{Caller, Service, ServiceError};

/// Is one way of reaching somebody, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which one.
    pub contact: Contact,
    /// The address or number that is in force.
    pub value: Option<String>,
    /// Who is reached there.
    pub name: String,
    /// When it was confirmed; `None` where it does not count yet.
    pub confirmed: Option<Timestamp>,
    /// When somebody last said that it is right.
    pub reviewed: Option<Timestamp>,
    /// The address or number that waits for its code.
    pub pending: Option<String>,
}

/// Is what the owner should be asked about the contact details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The root user's address was never confirmed.
    Unconfirmed,
    /// No call has ever confirmed the telephone number.
    PhoneUnconfirmed,
    /// No call has confirmed the telephone number for a year: it does not count any
    /// more.
    PhoneOutdated,
    /// No call has confirmed the telephone number for half a year.
    PhoneAging,
    /// Nobody has looked at them for too long.
    Review,
    /// Links and notices all go to the root user's address: whoever has that mailbox is
    /// the only one to hear of what is done with it.
    OnlyOneAddress,
}

/// Is the content of the page.
#[derive(Clone, Debug)]
pub struct View {
    /// The account.
    pub account: Account,
    /// The ways, in the order of [`Contact`].
    pub contacts: Vec<Listed>,
    /// What is to be done about them.
    pub due: Option<Due>,
    /// Whether mail is sent at all.
    pub mail: bool,
    /// Whether calls are made at all.
    pub calls: bool,
}

/// Lists the contact details.
pub async fn run(svc: &Service, caller: &Caller) -> Result<View, ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        caller.authorize(
            &inner,
            tx,
            &Ask::on_account("account:GetContactInformation", caller.account),
        )?;
        let account =
            tx.account(caller.account)?.ok_or_else(|| corrupt("an account is missing"))?;
        let contacts = list(tx, &account, now)?;
        let due = due(&inner, &contacts, account.created, now);
        let settings = inner.settings();
        let calls = settings.phone != PhoneService::None;
        Ok(View { account, contacts, due, mail: settings.mail, calls })
    })
    .await
}

/// Returns whether somebody who is reached in this way has confirmed it, and
/// when; what was confirmed before the account changed does not count.
pub(crate) fn confirmed(
    tx: &mut dyn Tx,
    account: &Account,
    contact: Contact,
) -> Result<Option<Timestamp>, ServiceError> {
    let known = record(tx, account.id, contact)?;
    let present = present(account, contact, known.as_ref());
    Ok(known
        .filter(|known| Some(key(&known.value)) == present.as_deref().map(key))
        .and_then(|known| known.confirmed))
}

/// Returns what is known of one way.
pub(crate) fn record(
    tx: &mut dyn Tx,
    account: AccountId,
    contact: Contact,
) -> Result<Option<ContactRecord>, ServiceError> {
    let known = tx.contacts(account)?.into_iter();
    Ok(known.filter(|(which, _)| *which == contact).map(|(_, record)| record).next())
}

/// Says what is to be done about the contact details.
pub(crate) fn due(
    svc: &Service,
    contacts: &[Listed],
    since: Timestamp,
    now: Timestamp,
) -> Option<Due> {
    let email = contacts.iter().find(|listed| listed.contact == Contact::Email)?;
    if email.confirmed.is_none() && svc.settings().mail {
        return Some(Due::Unconfirmed);
    }
    let phone = contacts.iter().find(|listed| listed.contact == Contact::Phone)?;
    let calls = svc.settings().phone != PhoneService::None;
    if phone.value.is_some() && calls {
        match Standing::of(Contact::Phone, phone.confirmed, now) {
            Standing::Unconfirmed => return Some(Due::PhoneUnconfirmed),
            Standing::Outdated => return Some(Due::PhoneOutdated),
            Standing::Aging => return Some(Due::PhoneAging),
            Standing::Good => {}
        }
    }
    let mut there = contacts.iter().filter(|listed| listed.value.is_some());
    let old = |listed: &Listed| {
        let reviewed = listed.reviewed.unwrap_or(since);
        now.since(reviewed) >= svc.settings().review_contacts
    };
    if there.any(old) {
        return Some(Due::Review);
    }
    let heard = |listed: &Listed| {
        Contact::ALTERNATE.contains(&listed.contact) && listed.confirmed.is_some()
    };
    (svc.settings().mail && !contacts.iter().any(heard)).then_some(Due::OnlyOneAddress)
}

/// Lists all ways.
pub(crate) fn list(
    tx: &mut dyn Tx,
    account: &Account,
    now: Timestamp,
) -> Result<Vec<Listed>, ServiceError> {
    let known = tx.contacts(account.id)?;
    let mut listed = Vec::with_capacity(Contact::ALL.len());
    for contact in Contact::ALL {
        let record = known.iter().find(|(which, _)| *which == contact).map(|(_, record)| record);
        let value = present(account, contact, record);
        let same = record.filter(|record| value.as_deref().map(key) == Some(key(&record.value)));
        let pending = tx
            .pending_contact(account.id, contact)?
            .filter(|pending| now.since(pending.sent) < CODE_LIFETIME);
        listed.push(Listed {
            contact,
            name: same.map(|record| record.name.clone()).unwrap_or_default(),
            confirmed: same.and_then(|record| record.confirmed),
            reviewed: same.map(|record| record.reviewed),
            pending: pending.map(|pending| pending.value),
            value,
        });
    }
    Ok(listed)
}

/// Returns the address or number that is in force.
fn present(account: &Account, contact: Contact, known: Option<&ContactRecord>) -> Option<String> {
    match contact {
        Contact::Email => Some(account.email.as_str().to_owned()),
        Contact::Phone => account.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        Contact::Security | Contact::Operations | Contact::Billing => {
            known.map(|record| record.value.clone())
        }
    }
}

/// Returns the form in which addresses and numbers are compared.
fn key(value: &str) -> String {
    value.to_lowercase()
}
