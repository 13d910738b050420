//! The link that proves root's mailbox in a recovery.

use identity::names::EmailAddress;

use super::{Audience, Circumstances, Letter, Link, Notice};

/// Sends the link.
pub(crate) struct RecoveryLinkMail {
    /// Root's address.
    pub(crate) to: EmailAddress,
    /// The path with its token.
    pub(crate) path: String,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for RecoveryLinkMail {
    const KIND: &'static str = "recovery-link";

    fn audience(&self) -> Audience {
        Audience::Only(self.to.clone())
    }

    fn letter(&self) -> Letter {
        Letter {
            subject: "Go on with the recovery of root".to_owned(),
            said: vec![
                "Somebody typed the password of the root user and cannot use any of its MFA \
                 devices. If that is you, open this link in the same browser, within one hour. \
                 The telephone call comes next."
                    .to_owned(),
            ],
            facts: self.circumstances.facts(),
            link: Some(Link {
                label: "Go on with the recovery".to_owned(),
                path: self.path.clone(),
            }),
            otherwise: vec![
                "If this was not you: do not open the link. Somebody knows the password of the \
                 root user. A second mail with a link that stops the recovery has been sent to \
                 this address and to all others of the account."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
