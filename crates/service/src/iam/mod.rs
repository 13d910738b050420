//! The operations of IAM on users, groups and policies, as programs ask for them.
//! What people do in the console stands with its pages' use cases; both change
//! the same things by the same rules.

pub mod account;
pub mod attachments;
pub mod authorization_details;
pub mod boundaries;
pub mod credential_report;
mod document;
pub mod groups;
mod holder;
pub mod inline;
pub mod last_accessed;
pub mod login_profiles;
pub mod passwords;
pub mod policies;
pub(crate) mod policy_ref;
pub mod roles;
pub mod simulation;
pub mod tags;
pub mod users;
mod views;

pub(crate) use document::read as read_document;
pub use holder::Holder;
pub use views::{Attached, GroupView, PolicyView, UserInList, UserLine, UserView, VersionView};
