//! A user became an administrator.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells that a user may do everything from now on.
pub(crate) struct NewAdministrator<'a> {
    /// The user's name.
    pub(crate) user: &'a str,
    /// Who did it.
    pub(crate) by: &'a str,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for NewAdministrator<'_> {
    const KIND: &'static str = "new-administrator";

    fn audience(&self) -> Audience {
        Audience::OfRoot
    }

    fn letter(&self) -> Letter {
        let user = whose(self.user);
        Letter {
            subject: format!("New administrator: {user}"),
            said: vec![format!(
                "{} made {user} an administrator. An administrator may do everything in this \
                 account but what is the root user's alone.",
                capital(&whose(self.by))
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If nobody should have done this: open the console yourself, as always, take the \
                 policy AdministratorAccess from {user}, and look at what {} did under Activity.",
                whose(self.by)
            )],
            ..Letter::default()
        }
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
