//! A device was reported lost, or is accepted again.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells that a device is suspended, or no longer.
pub(crate) struct LostDevice<'a> {
    /// Whose it is: `root`, or a user's name.
    pub(crate) owner: &'a str,
    /// What the device is called.
    pub(crate) device: &'a str,
    /// Whether it is accepted again.
    pub(crate) found: bool,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for LostDevice<'_> {
    const KIND: &'static str = "lost-device";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let (owner, device) = (whose(self.owner), self.device);
        let (subject, said, otherwise) = if self.found {
            (
                format!("MFA device of {owner} accepted again"),
                format!(
                    "The MFA device \"{device}\" of {owner}, which had been reported lost, is \
                     accepted again."
                ),
                "If this was not you: somebody is signed in with a second factor. Open the console \
                 yourself, as always, remove the device under Security credentials, and choose a \
                 new password.",
            )
        } else {
            (
                format!("MFA device of {owner} reported lost"),
                format!(
                    "The MFA device \"{device}\" of {owner} was reported lost with the password. \
                     It signs nobody in until it is accepted again, and what it opened has ended."
                ),
                "If this was not you: somebody knows the password. Sign in with another device, \
                 accept this one again under Security credentials, and choose a new password. \
                 Nobody gets in by reporting a loss.",
            )
        };
        Letter {
            subject,
            said: vec![said],
            facts: self.circumstances.facts(),
            otherwise: vec![otherwise.to_owned()],
            ..Letter::default()
        }
    }
}
