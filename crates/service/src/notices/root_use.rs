//! The root user signed in, which should be rare.

use super::new_place::with_what;
use super::{Audience, Circumstances, Letter, Notice};

/// Tells of a sign-in of the root user.
pub(crate) struct RootUse {
    /// Whether a second factor was asked for.
    pub(crate) mfa: bool,
    /// Whether root has signed in with this browser before.
    pub(crate) known_browser: bool,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for RootUse {
    const KIND: &'static str = "root-use";

    fn audience(&self) -> Audience {
        Audience::OfRoot
    }

    fn letter(&self) -> Letter {
        let browser = if self.known_browser {
            "The browser has been used for it before."
        } else {
            "The browser has not been used for it before."
        };
        let mut said = vec![format!(
            "The root user of this account signed in, {}. {browser}",
            with_what(self.mfa)
        )];
        if !self.mfa {
            said.push(
                "The root user has no MFA device: whoever learns the password owns the account. \
                 Register two devices under Security credentials."
                    .to_owned(),
            );
        }
        Letter {
            subject: if self.known_browser {
                "The root user signed in".to_owned()
            } else {
                "The root user signed in from a new browser".to_owned()
            },
            said,
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you: open the console yourself, as always, change the root \
                 user's password, which ends all other sessions, and look at its devices and \
                 access keys. If you cannot get in any more, ask whoever runs this service to \
                 close the account to everybody else."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
