//! Moving codes between authenticators: the files and QR codes that other
//! applications write, read; those that they read, written.
//!
//! Bytes and a password come in, entries and what had to be left out go out.
//! Pictures, terminals, the vault, clocks and randomness are not known here.
//! Whatever a file says about the work of opening it is checked against
//! [`Limits`] before that work begins.

mod cipher;
mod entry;
mod formats;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod google;
mod json;
mod kdf;
mod keepass;
mod limits;
mod preview;
mod read;
mod refusal;
mod secretstream;
mod zipped;

pub mod write;

pub use entry::{Entry, Skipped};
pub use limits::Limits;
pub use preview::{Known, Preview, Verdict, preview};
pub use read::{Transfer, detect, read};
pub use refusal::{Format, Refusal};
