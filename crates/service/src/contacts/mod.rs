//! The contact details of an account: how its owner is reached, and who else is
//! told. A way counts once a code that was sent there has come back. A
//! telephone number is confirmed by a call.

pub mod alternate;
mod code;
pub mod confirm;
pub mod information;
pub mod number;
mod own_account;
pub mod remove;
pub mod review;
pub mod send_code;
pub mod view;

pub(crate) use code::{CODE_LIFETIME, WRONG_CODES, hash_code, new_code};
