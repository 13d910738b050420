//! It was set whether only passkeys sign somebody in.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells that the rule was set or given up.
pub(crate) struct PasskeyRule<'a> {
    /// Whose it is: `root`, or a user's name.
    pub(crate) owner: &'a str,
    /// The administrator who did it, where it was not its owner.
    pub(crate) by: Option<String>,
    /// Whether only passkeys are accepted now.
    pub(crate) on: bool,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for PasskeyRule<'_> {
    const KIND: &'static str = "passkey-rule";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let owner = whose(self.owner);
        let by = self.by.as_deref().map_or(String::new(), |by| format!(" {} set it.", whose(by)));
        let (subject, said) = if self.on {
            (
                format!("Only passkeys sign {owner} in"),
                format!(
                    "Codes of devices are refused for {owner} from the first use of a passkey on. \
                     Recovery codes work as before.{by}"
                ),
            )
        } else {
            (
                format!("Codes sign {owner} in again"),
                format!(
                    "Codes of devices are accepted for {owner} again, beside passkeys. A code can \
                     be passed on to somebody who asks for it; a passkey cannot.{by}"
                ),
            )
        };
        Letter {
            subject,
            said: vec![said],
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you: open the console yourself, as always, look at Security \
                 credentials, and change the password."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
