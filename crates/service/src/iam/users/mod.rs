//! IAM users, as programs make, read, change and delete them.

pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod update;
