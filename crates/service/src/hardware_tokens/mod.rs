//! Hardware tokens: imported into an account's stock by an operator or an
//! administrator, assigned by serial number and two codes, given back into stock,
//! retired. What is done with a token in use (signing in, resynchronising,
//! renaming) is what is done with any device.

pub mod assign;
pub mod expiry;
mod give_back;
pub mod import;
pub mod list;
pub mod retire;

pub(crate) use give_back::give_up;
pub use seed_file::{Format, Protection};
