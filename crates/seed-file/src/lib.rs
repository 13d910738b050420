//! The files in which makers of hardware tokens deliver seeds: PSKC (RFC 6030),
//! plain or protected, and tables of comma-separated values. Bytes in, tokens out;
//! where tokens are kept, and whose they are, is not known here.
//!
//! A file is read whole or not at all: a wrong key, a changed value or a serial
//! number that stands twice, and no token comes out of it. Tokens that are sound
//! but of no use here, such as counters, are listed with the reason.

mod csv;
mod limits;
mod pskc;
mod read;
mod refusal;
mod token;

pub use limits::Limits;
pub use read::{Protection, read};
pub use refusal::Refusal;
pub use token::{Format, SeedFile, Skipped, Token, Validity};
