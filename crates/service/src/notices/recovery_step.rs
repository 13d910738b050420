//! A step of a recovery of root, told to everybody.

use super::{Audience, Circumstances, Letter, Link, Notice};

/// Is what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It began: the password was right.
    Begun,
    /// The mailbox was proved.
    Mailbox,
    /// A call was asked for.
    Call,
    /// The telephone was proved.
    Phone,
    /// An administrator, of this name, spoke for it.
    Approved(String),
    /// The waiting is over: it can come to its end.
    Ready,
    /// It came to its end.
    Completed,
    /// It was stopped.
    Stopped,
}

impl Told {
    /// Says whether there is anything left to stop.
    pub(crate) fn can_be_stopped(&self) -> bool {
        !matches!(self, Self::Completed | Self::Stopped)
    }

    /// Tells events of one recovery apart.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Mailbox => "mailbox",
            Self::Call => "call",
            Self::Phone => "phone",
            Self::Approved(_) => "approved",
            Self::Ready => "ready",
            Self::Completed => "completed",
            Self::Stopped => "stopped",
        }
    }

    fn subject(&self) -> &'static str {
        match self {
            Self::Begun => "Recovery of the root user began",
            Self::Mailbox => "Recovery of the root user: e-mail address proved",
            Self::Call => "Recovery of the root user: telephone call asked for",
            Self::Phone => "Recovery of the root user: everything proved",
            Self::Approved(_) => "Recovery of the root user approved",
            Self::Ready => "Recovery of the root user: the waiting is over",
            Self::Completed => "The root user was recovered",
            Self::Stopped => "Recovery of the root user stopped",
        }
    }

    fn said(&self) -> String {
        match self {
            Self::Begun => "Somebody typed the password of the root user, says that none of its \
                 MFA devices can be used, and wants to recover it. Next comes a link to the root \
                 user's address, then a telephone call."
                .to_owned(),
            Self::Mailbox => "Somebody who recovers the root user has opened the link that was \
                 sent to the root user's address. Next comes a call to the telephone number of \
                 the account."
                .to_owned(),
            Self::Call => "Somebody who recovers the root user has asked for the call to the \
                 telephone number of the account. The call asks for six digits that only the \
                 screen shows."
                .to_owned(),
            Self::Phone => "Somebody who recovers the root user has proved password, e-mail \
                 address and telephone. Unless there is a reason to wait, the root user's \
                 devices can be replaced now."
                .to_owned(),
            Self::Approved(name) => format!(
                "The administrator {name} says that it is the owner who recovers the root user. \
                 The waiting is shorter now."
            ),
            Self::Ready => {
                "Somebody has proved password, e-mail address and telephone of the root \
                 user, and nobody has stopped the recovery while it waited. From now on it can be \
                 completed, for two days. It can still be stopped until then."
                    .to_owned()
            }
            Self::Completed => "The recovery of the root user came to its end. All its other \
                 sessions have ended. Its devices and its password can be replaced now, and \
                 nothing else can be done before the next sign-in."
                .to_owned(),
            Self::Stopped => "A recovery of the root user was stopped. Nothing was changed. If \
                 it was the owner's, it can be begun again."
                .to_owned(),
        }
    }

    fn otherwise(&self) -> &'static str {
        match self {
            Self::Completed => {
                "If this was not you: ask whoever runs this service, at once, to close the \
                 account to everybody else. Somebody has the password, the mailbox and the \
                 telephone."
            }
            Self::Stopped => {
                "If you do not know about this recovery: somebody knows the password of the root \
                 user. Open the console yourself, as always, and change it."
            }
            _ => {
                "If this was not you, or nobody whom you know: stop it with the link above, at \
                 any moment before its end. Then open the console yourself, as always, and change \
                 the root user's password, since somebody else knows it."
            }
        }
    }
}

/// Tells of a step.
pub(crate) struct RecoveryStep {
    /// Which one.
    pub(crate) told: Told,
    /// The path that stops the recovery.
    pub(crate) stop: Option<String>,
    /// When and where.
    pub(crate) circumstances: Circumstances,
}

impl Notice for RecoveryStep {
    const KIND: &'static str = "root-recovery";

    fn audience(&self) -> Audience {
        Audience::Everybody
    }

    fn letter(&self) -> Letter {
        let link = self
            .stop
            .as_ref()
            .map(|path| Link { label: "Stop this recovery".to_owned(), path: path.clone() });
        Letter {
            subject: self.told.subject().to_owned(),
            said: vec![self.told.said()],
            facts: self.circumstances.facts(),
            link,
            otherwise: vec![self.told.otherwise().to_owned()],
            ..Letter::default()
        }
    }
}
