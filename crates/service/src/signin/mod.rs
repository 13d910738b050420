//! Signing in: the password, then the second factor, then, where the password
//! was given by an administrator, a new one. The order is kept by
//! `identity::signin`; here its facts are gathered and its states are kept.

mod complete;
pub mod new_password;
pub mod password;
pub mod pending;
pub mod second_factor;
pub mod sign_out;

use crate::{Bearer, Peer};

pub(crate) use complete::{complete, open_new_root_session};
pub use pending::PendingView;

/// Is where a sign-in comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The network address.
    pub peer: Peer,
    /// What the browser says it is.
    pub agent: String,
    /// What the browser carries from earlier sign-ins; see [`KnownBrowser`].
    pub browser: Option<String>,
}

/// Is a session that has just begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session's token.
    pub session: Bearer,
    /// Whether a second factor was used.
    pub mfa: bool,
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

pub(crate) use known_browser::KnownBrowser;
mod known_browser;
