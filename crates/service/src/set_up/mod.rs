//! One-time links: the first account of a new store, and the password of a root
//! user whose account the operator made or reopened.

pub mod first_account;
pub mod issue;
mod link;
pub mod root_password;
pub mod sign_up;
pub mod view;

pub(crate) use link::{LINK_LIFETIME, find, use_up};
