//! One-time codes: HOTP (RFC 4226), TOTP (RFC 6238), their seeds, and the
//! `otpauth://` URIs that carry them.
//!
//! Arithmetic only. Time comes in as a number of seconds, randomness as bytes;
//! clocks, storage and accounts are not known here.

mod algorithm;
mod code;
mod hotp;
mod seed;
mod totp;
mod uri;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use code::{Code, Digits, MalformedCode};
pub use hotp::{Hotp, hotp};
pub use seed::{MalformedSeed, Seed};
pub use totp::{Period, Totp};
pub use uri::{Kind, Otpauth, UriError};
