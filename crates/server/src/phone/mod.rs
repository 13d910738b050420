//! Telephone calls: which gateway there is, the worker that gives it the calls, and
//! the address at which it reports.

mod callbacks;
mod gateway;
mod options;
mod worker;

pub(crate) use callbacks::routes;
pub(crate) use gateway::Line;
pub(crate) use options::{Given, PhoneOptions};
pub(crate) use worker::place_calls;
