//! Passkeys and security keys (WebAuthn Level 3): the options that a browser is
//! given, and what its answer proves.
//!
//! Arithmetic and formats only. A challenge comes in as bytes; that it is used
//! once, in time and by whom it was made for is for the floors above. The
//! signatures are verified by `webauthn-rs-core`, after checks of our own that are
//! stricter than its own: the origin byte by byte, no frames of other sites, no
//! field twice.

mod assertion;
mod authenticators;
mod challenge;
mod client_data;
mod credential;
mod fault;
mod key;
mod library;
mod options;
mod registration;
mod relying_party;
mod response;

pub use assertion::{Assertion, assert};
pub use authenticators::authenticator_name;
pub use challenge::Challenge;
pub use credential::{Attachment, Credential, Transport};
pub use fault::Fault;
pub use key::PublicKey;
pub use options::{TIMEOUT, User, creation_options, request_options};
pub use registration::register;
pub use relying_party::{NoRelyingParty, RelyingParty};
pub use response::{Given, LONGEST_ANSWER, challenge_of};
