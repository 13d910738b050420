//! Somebody became an administrator: a user, or all members of a group.

use identity::Timestamp;
use storage::Tx;

use super::{Audience, Circumstances, Letter, Notice, queue, whose};
use crate::{Caller, Service, ServiceError};

/// Tells that somebody may do everything from now on.
pub(crate) struct NewAdministrator<'a> {
    /// Who: `the user anna`, `all members of the group admins`.
    pub(crate) whom: &'a str,
    /// Who did it: `root`, or a name.
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
        let by = whose(self.by);
        Letter {
            subject: format!("New administrator: {}", self.whom),
            said: vec![format!(
                "{} got the policy AdministratorAccess from {by}. An administrator may do \
                 everything in this account but what is the root user's alone.",
                capital(self.whom)
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If nobody should have done this: open the console yourself, as always, take the \
                 policy away again, and look at what {by} did under Activity."
            )],
            ..Letter::default()
        }
    }
}

/// Queues the notice that a caller has made somebody an administrator; `id` is
/// the one of the user or group.
pub(crate) fn tell_of_administrator(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    whom: &str,
    id: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let circumstances = Circumstances::of(caller, now);
    let notice = NewAdministrator { whom, by: caller.name(), circumstances };
    queue(svc, tx, caller.account, &notice, &format!("{id}/{}", now.as_micros()), now)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
