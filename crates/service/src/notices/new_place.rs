//! Somebody signed in with a browser that has not been seen before.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells of a sign-in with a new browser.
pub(crate) struct NewPlace<'a> {
    /// Who signed in: a user's name. Of root there is [`super::RootUse`].
    pub(crate) name: &'a str,
    /// Whether a second factor was asked for.
    pub(crate) mfa: bool,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for NewPlace<'_> {
    const KIND: &'static str = "new-place";

    fn audience(&self) -> Audience {
        Audience::of(self.name)
    }

    fn letter(&self) -> Letter {
        let who = whose(self.name);
        Letter {
            subject: format!("Sign-in of {who} from a new browser"),
            said: vec![format!(
                "Somebody signed in as {who}, {}, with a browser that {who} has not used here \
                 before.",
                with_what(self.mfa)
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If neither you nor {who} did this: an administrator can give {who} a new \
                 password, which ends all of their sessions, and should look at their devices and \
                 at the activity of the account."
            )],
            ..Letter::default()
        }
    }
}

/// Says what a sign-in was proved with.
pub(super) fn with_what(mfa: bool) -> &'static str {
    if mfa { "with the password and an MFA device" } else { "with the password alone" }
}
