//! The audit trail: appending to the chain, finding records, going along the
//! chain, and checkpoints of it.

mod append;
mod chain;
mod checkpoints;
mod class;
mod find;
mod row;
mod trail;

pub(crate) use chain::chain_old_records;
