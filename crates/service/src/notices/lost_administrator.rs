//! Somebody is no administrator any more: a user, or all members of a group.

use identity::Timestamp;
use storage::Tx;

use super::{Audience, Circumstances, Letter, Notice, queue, whose};
use crate::{Caller, Service, ServiceError};

/// Tells that somebody lost the policy that makes an administrator.
pub(super) struct LostAdministrator<'a> {
    /// Who: `the user anna`, `all members of the group admins`.
    pub(super) whom: &'a str,
    /// Who did it: `root`, or a name.
    pub(super) by: &'a str,
    /// When and where.
    pub(super) circumstances: Circumstances,
}

impl Notice for LostAdministrator<'_> {
    const KIND: &'static str = "lost-administrator";

    fn audience(&self) -> Audience {
        Audience::OfRoot
    }

    fn letter(&self) -> Letter {
        let by = whose(self.by);
        Letter {
            subject: format!("No administrator any more: {}", self.whom),
            said: vec![format!(
                "At the word of {by}, the policy AdministratorAccess does not count for {} any \
                 more.",
                self.whom
            )],
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If nobody should have done this: somebody may want a colleague out of the way. \
                 Open the console yourself, as always, give the policy back, and look at what \
                 {by} did under Activity."
            )],
            ..Letter::default()
        }
    }
}

/// Queues the notice that a caller has taken administration away from somebody; `id` is
/// the one of the user or group.
pub(crate) fn tell_of_lost_administrator(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    whom: &str,
    id: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let circumstances = Circumstances::of(caller, now);
    let notice = LostAdministrator { whom, by: caller.name(), circumstances };
    queue(svc, tx, caller.account, &notice, &format!("{id}/{}", now.as_micros()), now)
}
