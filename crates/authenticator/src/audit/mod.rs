//! The audit of an AWS account: `facts` asks, with calls that only read, and notes
//! what it was not told; `policy` and `powers` find out who may let whom in; `asked`
//! is what only the owners know, and `interview` asks them; `graph` says what all
//! that means for getting in.

mod asked;
mod device;
mod facts;
mod graph;
mod interview;
mod policy;
mod powers;
#[cfg(test)]
mod samples;

pub(crate) use asked::{Asking, asked, fit, open, written};
pub(crate) use facts::gather;
pub(crate) use graph::graph;
pub(crate) use interview::interview;
