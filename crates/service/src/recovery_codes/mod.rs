//! Recovery codes: made, put into force by typing one back, counted, given up.
//! Using one to sign in stands with the other steps of a sign-in.

pub(crate) mod check;
pub mod confirm;
pub mod drop;
pub mod make;
pub mod replace;
pub mod state;
