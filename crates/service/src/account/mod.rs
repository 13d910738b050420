//! Accounts: made, described, changed, and reopened by the operator.

pub mod create;
pub mod describe;
pub mod list;
pub mod recover;
pub mod update;
