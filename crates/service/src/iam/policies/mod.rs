//! Managed policies of the account, and those that come with the service.

pub mod create;
pub mod create_version;
pub mod delete;
pub mod delete_version;
pub mod entities;
pub mod get;
pub mod get_version;
pub mod list;
pub mod list_versions;
pub mod set_default_version;
mod version;
