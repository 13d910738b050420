//! What a notice says, before it is put into the form of a mail.

use super::Audience;

/// Is one kind of notice about one event.
pub(crate) trait Notice {
    /// What the kind is called in the store and by the operator.
    const KIND: &'static str;

    /// Returns whom it is for.
    fn audience(&self) -> Audience;

    /// Returns what it says. Plain, short sentences; names stand as they are.
    fn letter(&self) -> Letter;
}

/// Is what a notice says. The account's name, the greeting and the last words are
/// added to it.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The subject, without the account's name, and the heading: what happened.
    pub(crate) subject: String,
    /// Paragraphs: what happened, in full.
    pub(crate) said: Vec<String>,
    /// When, from where, with what.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// A code to be typed.
    pub(crate) code: Option<String>,
    /// The one thing that can be done by means of this mail.
    pub(crate) link: Option<Link>,
    /// Paragraphs: what to do if it was not you.
    pub(crate) otherwise: Vec<String>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// Is a link in a mail. It leads to this service under its public address.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// What it does, such as `Choose a new password`.
    pub(crate) label: String,
    /// The path with its token, beginning with `/`.
    pub(crate) path: String,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").field("label", &self.label).finish_non_exhaustive()
    }
}

/// Names the owner of a thing: `the root user`, or `the user anna`.
pub(crate) fn whose(name: &str) -> String {
    if name == "root" { "the root user".to_owned() } else { format!("the user {name}") }
}
