//! Graphs in the making, for callers who derive them from what they know: nodes and
//! methods with fewer words, and the rules about where things are kept.

mod build;
mod keeping;
mod opening;

pub use build::{Draft, Way};
pub use keeping::Keeper;
pub use opening::Opening;
