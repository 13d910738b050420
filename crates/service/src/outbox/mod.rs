//! The mail that waits, for the worker that sends it and for the operator.

pub mod claim;
pub mod release;
pub mod settle;
pub mod status;
