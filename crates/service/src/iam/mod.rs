//! The operations of IAM on users, groups and policies, as programs ask for them.
//! What people do in the console stands with its pages' use cases; both change
//! the same things by the same rules.

pub mod attachments;
pub mod boundaries;
mod document;
pub mod groups;
mod holder;
pub mod inline;
pub mod policies;
mod policy_ref;
pub mod tags;
pub mod users;
mod views;

pub use holder::Holder;
pub use views::{Attached, GroupView, PolicyView, UserView, VersionView};
