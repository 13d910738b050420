//! A console password was changed.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells that a password was changed.
pub(crate) struct PasswordChanged<'a> {
    /// Whose it is: `root`, or a user's name.
    pub(crate) owner: &'a str,
    /// How or by whom, where it was not its owner with the old password:
    /// `by the user anna`, `by a one-time link of the operator`.
    pub(crate) by: Option<String>,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for PasswordChanged<'_> {
    const KIND: &'static str = "password-changed";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let owner = whose(self.owner);
        let by = self.by.as_ref().map_or(String::new(), |by| format!(" {by}"));
        Letter {
            subject: format!("Password changed for {owner}"),
            said: vec![format!(
                "The console password of {owner} was changed{by}. All other sessions of {owner} \
                 have ended. MFA devices stay as they were."
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you: somebody knew the old password or was signed in. Reset the \
                 password, and look at the devices, the access keys and the activity of the \
                 account."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
