//! What other applications read: lists of URIs, Google's transfer codes, Aegis
//! files. Everything written here holds secrets; randomness comes in as bytes.

mod aegis;
mod links;

pub use aegis::{Randomness, aegis, aegis_encrypted};
pub use links::{Outgoing, google_migration, otpauth};
