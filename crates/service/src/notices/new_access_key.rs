//! An access key was made, with which programs act.

use super::{Audience, Circumstances, Letter, Notice, whose};

/// Tells that an access key was made.
pub(crate) struct NewAccessKey<'a> {
    /// Whose it is: `root`, or a user's name.
    pub(crate) owner: &'a str,
    /// Its id; never its secret.
    pub(crate) id: &'a str,
    /// Who did it, where it was somebody else.
    pub(crate) by: Option<&'a str>,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for NewAccessKey<'_> {
    const KIND: &'static str = "new-access-key";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let owner = whose(self.owner);
        let by = self.by.map_or(String::new(), |by| format!(" by {}", whose(by)));
        let mut said = vec![format!(
            "The access key {} was made for {owner}{by}. Programs that have it act as {owner}, \
             without being asked for an MFA code unless a policy demands one.",
            self.id
        )];
        if self.owner == "root" {
            said.push(
                "A key of the root user opens everything. Delete it as soon as it is not needed \
                 any more."
                    .to_owned(),
            );
        }
        Letter {
            subject: format!("New access key for {owner}"),
            said,
            facts: self.circumstances.facts(),
            otherwise: vec![
                "If this was not you: delete the key, change the password of its owner, and look \
                 at what the key was used for under Activity."
                    .to_owned(),
            ],
            ..Letter::default()
        }
    }
}
