//! Where a sign-in comes from, and what follows a step of it.

use crate::{Bearer, Peer};

/// Is where a sign-in comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The network address.
    pub peer: Peer,
    /// What the browser says it is.
    pub agent: String,
    /// What the browser carries from earlier sign-ins.
    pub browser: Option<String>,
}

/// Is a session that has just begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session's token.
    pub session: Bearer,
    /// Whether a second factor was used.
    pub mfa: bool,
    /// Whether that was a recovery code, so that the person is told what is left.
    pub by_recovery_code: bool,
    /// Who it is, for the browser to carry to later sign-ins.
    pub browser: Option<String>,
}

/// Is what follows a step of a sign-in.
#[derive(Clone, Debug)]
pub enum Step {
    /// The second factor is asked for.
    SecondFactor(Bearer),
    /// A new password is asked for.
    NewPassword(Bearer),
    /// Signed in.
    Complete(SignedIn),
}
