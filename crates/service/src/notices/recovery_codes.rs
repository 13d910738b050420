//! What happens to an identity's recovery codes.

use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::Tx;

use super::{Audience, Circumstances, Letter, Notice, queue, whose};
use crate::{Service, ServiceError};

/// Is what happened to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodesEvent {
    /// One signed its owner in; so many are left.
    Used {
        /// How many.
        left: u64,
    },
    /// A new set came into force, and voided so many of the one before.
    Made {
        /// How many.
        voided: u64,
    },
    /// So many used ones were replaced, and so many are in force now.
    Replaced {
        /// How many were replaced.
        count: usize,
        /// How many are in force.
        left: u64,
    },
    /// They were given up; so many had not been used.
    GivenUp {
        /// How many.
        left: u64,
    },
}

impl CodesEvent {
    /// Tells events of one moment apart.
    fn key(self) -> &'static str {
        match self {
            Self::Used { .. } => "used",
            Self::Made { .. } => "made",
            Self::Replaced { .. } => "replaced",
            Self::GivenUp { .. } => "given-up",
        }
    }
}

/// Queues the notice of what happened to somebody's codes.
pub(crate) fn tell_of_codes(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    (identity, owner): (&Identity, &str),
    event: CodesEvent,
    circumstances: Circumstances,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let notice = RecoveryCodes { owner, event, circumstances };
    let event = format!("{}/{}/{}", event.key(), identity.key(), now.as_micros());
    queue(svc, tx, account, &notice, &event, now)
}

pub(super) struct RecoveryCodes<'a> {
    /// Whose they are: `root`, or a user's name.
    pub(super) owner: &'a str,
    pub(super) event: CodesEvent,
    pub(super) circumstances: Circumstances,
}

impl Notice for RecoveryCodes<'_> {
    const KIND: &'static str = "recovery-codes";

    fn audience(&self) -> Audience {
        Audience::of(self.owner)
    }

    fn letter(&self) -> Letter {
        let owner = whose(self.owner);
        let (subject, said) = match self.event {
            CodesEvent::Used { left } => (
                format!("Recovery code used by {owner}"),
                vec![
                    format!(
                        "A recovery code stood in for an MFA device of {owner}. It does not work \
                         again."
                    ),
                    remaining(left),
                ],
            ),
            CodesEvent::Made { voided } => {
                let mut said =
                    vec![format!("A new set of recovery codes is in force for {owner}.")];
                if voided > 0 {
                    said.push("The codes of the set before it do not work any more.".to_owned());
                }
                (format!("New recovery codes for {owner}"), said)
            }
            CodesEvent::Replaced { count, left } => (
                format!("Used recovery codes of {owner} replaced"),
                vec![
                    if count == 1 {
                        format!("A recovery code of {owner} that was used has a replacement.")
                    } else {
                        format!(
                            "{count} recovery codes of {owner} that were used have replacements."
                        )
                    },
                    remaining(left),
                ],
            ),
            CodesEvent::GivenUp { left } => (
                format!("Recovery codes of {owner} given up"),
                vec![format!(
                    "The recovery codes of {owner} do not work any more; {left} of them had not \
                     been used. Devices stay as they were."
                )],
            ),
        };
        Letter {
            subject,
            said,
            facts: self.circumstances.facts(),
            otherwise: vec![format!(
                "If this was not you: somebody has the password of {owner}, and a recovery code or \
                 a device. Open the console yourself, as always, choose a new password, make new \
                 recovery codes, and look at the devices under Security credentials."
            )],
            ..Letter::default()
        }
    }
}

fn remaining(left: u64) -> String {
    match left {
        0 => "No code is left. Make a new set, and print it, while you can get in.".to_owned(),
        1 => "One code is left. Make a new set, and print it, while you can get in.".to_owned(),
        2 => "Two codes are left. Make a new set, and print it, while you can get in.".to_owned(),
        more => format!("{more} codes are left."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_codes_are_a_warning_and_many_are_none() {
        for left in 0..=2 {
            assert!(remaining(left).contains("Make a new set"), "{left}");
        }
        assert_eq!(remaining(3), "3 codes are left.");
    }
}
