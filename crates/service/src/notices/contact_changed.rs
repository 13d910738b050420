//! A contact is another one, or is given up. Whoever was reached until now is
//! told as well.

use identity::contact::Contact;
use identity::names::EmailAddress;

use super::contact_code::in_words;
use super::{Audience, Circumstances, Letter, Notice};

/// Tells that a contact changed.
pub(crate) struct ContactChanged {
    /// Which one.
    pub(crate) contact: Contact,
    /// The address until now.
    pub(crate) old: Option<EmailAddress>,
    /// The address from now on.
    pub(crate) new: Option<EmailAddress>,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for ContactChanged {
    const KIND: &'static str = "contact-changed";

    fn audience(&self) -> Audience {
        self.old.clone().map_or(Audience::Everybody, Audience::EverybodyAnd)
    }

    fn letter(&self) -> Letter {
        let what = in_words(self.contact);
        let said = match (&self.old, &self.new) {
            (Some(old), Some(new)) => {
                format!(
                    "Until now {what} was {}. From now on it is {}.",
                    old.as_str(),
                    new.as_str()
                )
            }
            (None, Some(new)) => format!("From now on {what} is {}.", new.as_str()),
            (Some(old), None) => format!("Until now {what} was {}. It was removed.", old.as_str()),
            (None, None) => format!("There is no such contact any more: {what}."),
        };
        let mut said = vec![said];
        if self.contact == Contact::Email {
            said.push("The root user signs in with the new address from now on.".to_owned());
        }
        Letter {
            subject: format!("Changed: {what}"),
            said,
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If nobody should have done this: somebody wants notices like this one to go \
                 elsewhere. Open the console yourself, as always, and look at the contacts and \
                 the activity of the account now. If you cannot get in any more, ask whoever runs \
                 this service."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
