//! The link with which a forgotten password is replaced.

use identity::names::EmailAddress;

use super::{Audience, Circumstances, Letter, Link, Notice};

/// Brings the link to the root user's address.
pub(crate) struct ForgottenPassword {
    /// The address.
    pub(crate) address: EmailAddress,
    /// Where the link leads.
    pub(crate) path: String,
    /// When and where it was asked for.
    pub(crate) circumstances: Circumstances,
}

impl Notice for ForgottenPassword {
    const KIND: &'static str = "forgotten-password";

    fn audience(&self) -> Audience {
        Audience::Only(self.address.clone())
    }

    fn letter(&self) -> Letter {
        Letter {
            subject: "Choose a new password".to_owned(),
            said: vec![
                "Somebody says that the root user of this account has forgotten the password. \
                 This link leads to a page where a new one can be chosen. It works once, for one \
                 hour. MFA devices stay as they are, and are asked for as always."
                    .to_owned(),
            ],
            link: Some(Link { label: "Choose a new password".to_owned(), path: self.path.clone() }),
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you, you need not do anything: nothing has changed, and without \
                 this link nothing will. Do not pass it on."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
