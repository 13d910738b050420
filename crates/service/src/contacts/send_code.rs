//! Sending a code to an address that is to become a contact, or to be confirmed
//! as one. Until the code comes back everything stays as it is: a slip of the
//! pen locks nobody out.

use identity::audit::Action;
use identity::contact::{Contact, PendingContact};
use identity::names::EmailAddress;
use identity::throttle::MAIL;
use storage::ThrottleKey;

use super::{hash_code, new_code};
use crate::authorize::Ask;
use crate::notices::{self, Circumstances, ContactCode};
use crate::record::Entry;
use crate::{Caller, Purpose, Service, ServiceError};

/// Characters of a contact's name.
const NAME: usize = 64;

/// Is what is wanted.
#[derive(Clone, Debug)]
pub struct SendCode {
    /// Which way: the root user's address or an alternate contact.
    pub contact: Contact,
    /// The address.
    pub address: String,
    /// Who is reached there; only of alternate contacts.
    pub name: String,
}

/// Sends a code. The root user's address is root's to change; all of it needs a
/// fresh proof of identity.
pub async fn run(svc: &Service, caller: &Caller, command: SendCode) -> Result<(), ServiceError> {
    if command.contact == Contact::Phone || !svc.settings().mail {
        return Err(ServiceError::Denied);
    }
    let address = EmailAddress::parse(&command.address)
        .map_err(|error| ServiceError::invalid("address", error))?;
    let name = command.name.trim().to_owned();
    if name.chars().count() > NAME || name.chars().any(char::is_control) {
        let why = format!("it must be at most {NAME} characters without line breaks");
        return Err(ServiceError::invalid("name", why));
    }
    let (inner, who, now) = (svc.clone(), caller.clone(), svc.now());
    let contact = command.contact;
    svc.read(move |tx| {
        authorize(&inner, tx, &who, contact)?;
        who.require_fresh(tx, now)
    })
    .await?;
    admit(svc, Asked::Code, &address).await?;
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        authorize(&inner, tx, &caller, contact)?;
        caller.require_fresh(tx, now)?;
        let code = new_code(&inner);
        let pending = PendingContact {
            value: address.as_str().to_owned(),
            name: name.clone(),
            code: hash_code(&inner, account, contact, address.as_str(), &code),
            sent: now,
            failures: 0,
        };
        tx.put_pending_contact(account, contact, &pending)?;
        Entry::by(&caller, Action::SendContactCode).on(contact.key()).keep(tx, account, now)?;
        let notice = ContactCode {
            contact,
            address: address.clone(),
            code,
            circumstances: Circumstances::of(&caller, now),
        };
        let event = format!("{}/{}", contact.key(), now.as_micros());
        notices::queue(&inner, tx, account, &notice, &event, now)
    })
    .await
}

/// Requires that the caller may change a way.
pub(super) fn authorize(
    svc: &Service,
    tx: &mut dyn storage::Tx,
    caller: &Caller,
    contact: Contact,
) -> Result<(), ServiceError> {
    if contact.is_alternate() {
        caller.authorize(svc, tx, &Ask::on_account("account:PutAlternateContact", caller.account))
    } else {
        caller.authorize(
            svc,
            tx,
            &Ask::on_account("account:PutContactInformation", caller.account),
        )?;
        caller.require_root()
    }
}

/// Is what somebody asks to be sent. Each has counters of its own: strangers who
/// ask for links must not keep the owner from a code.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked {
    /// A code, by somebody who is signed in.
    Code,
    /// A link, by anybody.
    Link,
}

/// Counts a mail that a person has asked for to an address, over all accounts, so
/// that nobody is flooded by way of this service.
pub(crate) async fn admit(
    svc: &Service,
    asked: Asked,
    address: &EmailAddress,
) -> Result<(), ServiceError> {
    let now = svc.now();
    let what: &[u8] = match asked {
        Asked::Code => b"code to",
        Asked::Link => b"link to",
    };
    let key = ThrottleKey(svc.mac(Purpose::Throttle, &[what, address.key().as_bytes()]));
    svc.write_anywhere(move |tx| {
        let kept = tx.attempts(None, &key)?;
        match MAIL.admit(kept, now) {
            Err(wait) => Ok(Err(ServiceError::Wait(wait))),
            Ok(counted) => {
                tx.put_attempts(None, &key, &counted)?;
                Ok(Ok(()))
            }
        }
    })
    .await?
}
