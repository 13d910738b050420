//! The audit of an AWS account: `facts` asks, with calls that only read, and notes
//! what it was not told; `graph` says what that means for getting in.

mod facts;
mod graph;

pub(crate) use facts::gather;
pub(crate) use graph::graph;
