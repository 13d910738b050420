//! The caller's own password.

pub mod change;
mod of_user;

pub(crate) use of_user::{accept_of_user, binding, put_of_user};
