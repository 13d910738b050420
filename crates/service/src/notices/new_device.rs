//! A device was put into use.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells that a device was put into use.
pub(crate) struct NewDevice<'a> {
    /// Whose it is: `root`, or a user's name.
    pub(crate) owner: &'a str,
    /// What the device is called.
    pub(crate) device: &'a str,
    /// Who did it, where it was somebody else.
    pub(crate) by: Option<&'a str>,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for NewDevice<'_> {
    const KIND: &'static str = "new-device";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let owner = whose(self.owner);
        let by = self.by.map_or(String::new(), |by| format!(" by {}", whose(by)));
        Letter {
            subject: format!("New MFA device for {owner}"),
            said: vec![format!(
                "The MFA device \"{}\" was registered for {owner}{by}. Its codes are accepted \
                 from now on.",
                self.device
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If this was not you: somebody who knows the password of {owner} has added a \
                 device. Open the console yourself, as always, remove this device under Security \
                 credentials, and choose a new password."
            )],
            ..Letter::default()
        }
    }
}
