//! The caller's own password.

pub mod change;
