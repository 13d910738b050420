//! Policies inside of users, groups and roles.

pub mod delete;
pub mod get;
pub mod list;
mod missing;
pub mod put;

use missing::missing;
