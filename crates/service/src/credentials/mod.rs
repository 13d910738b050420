//! What programs prove themselves with: access keys and temporary credentials.

pub mod authenticate;
mod issue;
pub mod keep_uses;
mod noted;
mod secret_key;
pub(crate) mod session_token;
mod signature;
mod signing_keys;
mod temporary;

pub(crate) use issue::issue;
pub(crate) use noted::Noted;
pub(crate) use secret_key::{SecretKey, open_secret, seal_secret};
pub use signature::{Signature, SigningKey};
pub(crate) use signing_keys::SigningKeys;
pub use temporary::{SessionKind, SessionMfa, TemporarySession};
