//! IAM users: made, found, changed and deleted by administrators.

pub(crate) mod administrators;
pub mod create;
pub mod delete;
mod find;
mod given_password;
pub mod list;
pub mod reset;
pub mod set_administrator;
pub mod set_password;
pub mod sign_out;
pub mod view;

pub(crate) use administrators::{administers, administrators};
pub(crate) use find::{existing, find, not_self};
pub use given_password::ConsoleAccess;
