//! The audit of an AWS account: `facts` asks, with calls that only read, and notes
//! what it was not told; `policy` and `powers` find out who may let whom in; `graph`
//! says what all that means for getting in.

mod facts;
mod graph;
mod policy;
mod powers;

pub(crate) use facts::gather;
pub(crate) use graph::graph;
