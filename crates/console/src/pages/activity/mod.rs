//! The audit trail.

mod filter;
mod page;
mod words;

pub(super) use page::routes;
