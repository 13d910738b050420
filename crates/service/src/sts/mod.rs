//! Temporary credentials: had by a user or root for themselves, by those that a
//! role trusts, for a federated user; and what anybody may ask about credentials.

pub mod assume_role;
mod credentials;
pub mod decode_authorization_message;
mod factor;
pub mod get_access_key_info;
pub mod get_caller_identity;
pub mod get_federation_token;
pub mod get_session_token;
mod lifetime;
pub mod revoke;
mod session_policies;

pub use credentials::Credentials;
pub use factor::TokenCode;
