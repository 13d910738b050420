//! The two engines. Nothing outside this folder knows which one is at work: the
//! rest of the crate writes statements for a [`Link`], once.
//!
//! Both are driven the same way: threads that own a connection each take jobs
//! from a queue, and the caller awaits the answer.

mod attempt;
mod link;
pub(crate) mod postgres;
mod queue;
pub(crate) mod sqlite;
mod value;
mod workers;

pub(crate) use link::{Link, SqlTx};
pub(crate) use queue::Task;
pub(crate) use value::{Row, Value, counter, malformed};
