//! A forgotten password was replaced by means of a link.

use super::{Audience, Circumstances, Letter, Notice};

/// Tells that root's password was replaced by mail.
pub(crate) struct PasswordReset {
    /// How many devices root has: with none the mailbox alone opens the account.
    pub(crate) devices: u64,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for PasswordReset {
    const KIND: &'static str = "password-reset";

    fn audience(&self) -> Audience {
        // The mailbox that brought the link must not be the only one that hears
        // of it (SP 800-63B-4, 4.6).
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        let devices = if self.devices == 0 {
            "The root user has no MFA device: whoever reads this mailbox can own the account. \
             Register two devices."
        } else {
            "MFA devices stay as they were, and are asked for at the next sign-in."
        };
        Letter {
            subject: "The root user's password was replaced by mail".to_owned(),
            said: vec![
                "A new password was chosen for the root user, by means of a link that was sent to \
                 the root user's address. All of its sessions have ended."
                    .to_owned(),
                devices.to_owned(),
            ],
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you: somebody reads the root user's mail. Secure the mailbox \
                 first, then ask for a new link yourself under \"Forgot your password?\"."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
