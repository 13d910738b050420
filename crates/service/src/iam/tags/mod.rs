//! Tags of users, roles, managed policies and devices.

mod check;
pub mod list;
pub mod tag;
mod tagged;
pub mod untag;

pub(crate) use check::check_new;
pub use tagged::Tagged;
