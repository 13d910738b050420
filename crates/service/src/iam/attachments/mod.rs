//! Managed policies attached to users, groups and roles.

pub mod attach;
pub mod detach;
pub mod list;
