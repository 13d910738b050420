//! Accounts: made, described, changed; reopened, and rid of stolen sessions, by the
//! operator.

pub mod create;
pub mod describe;
pub mod list;
pub mod recover;
pub mod revoke;
pub mod update;
