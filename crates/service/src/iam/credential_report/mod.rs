//! The credential report: a table of all users with their passwords, keys and
//! devices.

mod csv;
pub mod generate;
pub mod get;
