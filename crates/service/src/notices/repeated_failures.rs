//! Somebody tries passwords or codes.

use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::Tx;

use super::{Audience, Circumstances, Letter, Notice, queue, whose};
use crate::{Service, ServiceError};

/// Is what is being guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guessed {
    /// Passwords.
    Passwords,
    /// The password that is asked for before a change, in a session that is open.
    OwnPassword,
    /// Codes, behind the right password.
    Codes,
    /// Recovery codes, behind the right password.
    RecoveryCodes,
}

impl Guessed {
    /// Returns after how many failures in a row people are told.
    fn enough(self) -> u32 {
        match self {
            Self::Passwords => 5,
            Self::OwnPassword | Self::Codes | Self::RecoveryCodes => 3,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Passwords => "passwords",
            Self::OwnPassword => "own password",
            Self::Codes => "codes",
            Self::RecoveryCodes => "recovery codes",
        }
    }
}

/// Queues the notice, once a day, when there were enough failures in a row.
pub(crate) fn tell_of_failures(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    whose: (&Identity, &str),
    (guessed, failures): (Guessed, u32),
    circumstances: Circumstances,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if failures < guessed.enough() {
        return Ok(());
    }
    let (identity, name) = whose;
    let day = now.unix_seconds() / 86_400;
    let event = format!("{}/{}/{day}", guessed.key(), identity.key());
    queue(svc, tx, account, &RepeatedFailures { name, guessed, circumstances }, &event, now)
}

/// Tells of several failures in a row. Queued once a day for each identity.
pub(super) struct RepeatedFailures<'a> {
    /// At whom: `root`, or a user's name.
    pub(super) name: &'a str,
    /// What is guessed.
    pub(super) guessed: Guessed,
    /// When and where the last failure was.
    pub(super) circumstances: Circumstances,
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
            Guessed::OwnPassword => (
                format!("Wrong passwords in a session of {who}"),
                format!(
                    "Somebody who is signed in as {who} was asked for the password before a \
                     change, and typed wrong ones several times in a row. Further tries are \
                     slowed down, and nothing was changed."
                ),
                "If this was not you: somebody else sits in front of a session of yours. Open \
                 the console yourself, as always, end the other sessions on the first page, and \
                 change the password.",
            ),
            Guessed::Codes | Guessed::RecoveryCodes => {
                let codes = if self.guessed == Guessed::Codes { "MFA" } else { "recovery" };
                (
                    format!("Wrong {codes} codes for {who}"),
                    format!(
                        "Several {codes} codes in a row for {who} were wrong. Who tries them knows \
                         the right password. Further tries are slowed down; nobody is locked out."
                    ),
                    "If this was not you: somebody else knows the password. Open the console \
                     yourself, as always, and change it now. Only the second factor keeps them out.",
                )
            }
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
