//! The tables, as numbered changes that are applied in order and never edited
//! afterwards: a store remembers the hash of each.

mod changes;
mod migrate;

pub(crate) use changes::Dialect;
pub(crate) use migrate::{migrate, refuse_foreign};
