//! Login profiles: the console passwords of users, as programs manage them.

pub mod create;
pub mod delete;
pub mod get;
mod shared;
pub mod update;

pub use shared::ProfileView;
pub(crate) use shared::violation;
