//! Groups of users.

pub mod add_user;
pub mod create;
pub mod delete;
mod find;
pub mod get;
pub mod list;
pub mod of_user;
pub mod remove_user;
pub mod update;

use find::find;
