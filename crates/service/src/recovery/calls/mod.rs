//! The calls that were asked for, for the worker that gives them to the gateway,
//! and what the gateway reports.

pub mod place;
pub mod report;
