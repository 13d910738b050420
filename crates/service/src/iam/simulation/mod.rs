//! What policies would decide, without doing anything.

mod context_keys;
pub mod custom;
mod evaluate;
mod inputs;
pub mod keys_of_custom;
pub mod keys_of_principal;
pub mod principal;

pub use evaluate::{Evaluated, MatchedStatement};
pub use inputs::{ContextEntry, Simulation};
