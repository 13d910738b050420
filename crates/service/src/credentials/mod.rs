//! What programs prove themselves with: access keys and temporary credentials.

pub mod authenticate;
mod issue;
mod noted;
mod secret_key;
mod session_token;
mod temporary;

pub(crate) use issue::issue;
pub(crate) use noted::Noted;
pub(crate) use secret_key::{SecretKey, open_secret, seal_secret};
pub use temporary::{SessionKind, SessionMfa, TemporarySession};
