//! What programs prove themselves with: access keys and temporary credentials.

mod authenticate_request;
mod noted;
mod secret_key;
mod session_token;
mod temporary;

pub mod authenticate {
    //! From a signed request to a [`Caller`](crate::Caller).
    pub use super::authenticate_request::{Presented, require_iam, run};
}

pub(crate) use authenticate_request::issue;
pub(crate) use noted::Noted;
pub(crate) use secret_key::{SecretKey, open_secret, seal_secret};
pub use temporary::{SessionKind, SessionMfa, TemporarySession};
