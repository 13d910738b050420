//! Access keys of users and of root: made, listed, switched off, deleted. At most
//! two for each, so that one can be replaced while the other works.

pub mod create;
pub mod delete;
mod find;
pub mod last_used;
pub mod list;
pub mod update;

pub(crate) use find::find;
