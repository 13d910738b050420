//! Somebody tries passwords or codes.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Is what is being guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guessed {
    /// Passwords.
    Passwords,
    /// Codes, behind the right password.
    Codes,
}

/// Tells of several failures in a row. Queued once a day for each identity.
pub(crate) struct RepeatedFailures<'a> {
    /// At whom: `root`, or a user's name.
    pub(crate) name: &'a str,
    /// What is guessed.
    pub(crate) guessed: Guessed,
    /// When and where the last failure was.
    pub(crate) circumstances: Circumstances,
}

impl Notice for RepeatedFailures<'_> {
    const KIND: &'static str = "repeated-failures";

    fn audience(&self) -> Audience {
        Audience::of(self.name)
    }

    fn letter(&self) -> Letter {
        let who = whose(self.name);
        let (subject, said, otherwise) = match self.guessed {
            Guessed::Passwords => (
                format!("Wrong passwords for {who}"),
                format!(
                    "Several sign-ins as {who} in a row failed with a wrong password. Further \
                     tries are slowed down; nobody is locked out."
                ),
                "If this was not you: there is nothing that you must do. Somebody tries passwords \
                 and has not found the right one. A long password that is used nowhere else, and \
                 an MFA device, keep them out.",
            ),
            Guessed::Codes => (
                format!("Wrong MFA codes for {who}"),
                format!(
                    "Several MFA codes in a row for {who} were wrong. Who tries them knows the \
                     right password. Further tries are slowed down; nobody is locked out."
                ),
                "If this was not you: somebody else knows the password. Open the console yourself, \
                 as always, and change it now. Only the MFA device keeps them out.",
            ),
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
