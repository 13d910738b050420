//! Roles, and who may take them. Trust policies are kept with the unique ids of
//! those that they name, and told with the ARNs that these have today.

pub mod create;
pub mod delete;
mod find;
pub mod get;
pub mod list;
mod trust;
pub mod update;
pub mod update_trust;
mod view;

use find::find;
pub use view::RoleView;
