//! The code that confirms an address.

use identity::contact::Contact;
use identity::names::EmailAddress;

use super::{Audience, Circumstances, Letter, Notice};

/// Brings a code to an address that is to be confirmed.
pub(crate) struct ContactCode {
    /// What the address is to be.
    pub(crate) contact: Contact,
    /// The address.
    pub(crate) address: EmailAddress,
    /// The code.
    pub(crate) code: String,
    /// When and where it was asked for.
    pub(crate) circumstances: Circumstances,
}

impl Notice for ContactCode {
    const KIND: &'static str = "contact-code";

    fn audience(&self) -> Audience {
        Audience::Only(self.address.clone())
    }

    fn letter(&self) -> Letter {
        Letter {
            subject: "Confirm your address".to_owned(),
            said: vec![format!(
                "Somebody who is signed in to this account has entered this address as {}. Type \
                 this code on the page that waits for it. It is good for one hour.",
                in_words(self.contact)
            )],
            code: Some(self.code.clone()),
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If you do not know this account, you need not do anything: without the code the \
                 address is not used. Do not pass the code on to anybody who asks for it."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}

/// Says what a contact is.
pub(super) fn in_words(contact: Contact) -> &'static str {
    match contact {
        Contact::Email => "the root user's e-mail address",
        Contact::Phone => "the telephone number",
        Contact::Security => "the security contact",
        Contact::Operations => "the operations contact",
        Contact::Billing => "the billing contact",
    }
}
