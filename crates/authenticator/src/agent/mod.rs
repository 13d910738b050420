//! The agent: a process that holds the opened vault and answers over a socket
//! that only its owner can reach. `keeper` is what it knows and when it forgets
//! it, `serve` the process, `client` the way to it.

mod client;
mod keeper;
mod memory;
mod seat;
mod serve;

pub(crate) use client::{accept, ask, ask_there, send, wait_for_end};
pub(crate) use keeper::Keeper;
pub(crate) use seat::{Seat, others_can};
pub(crate) use serve::{moment, serve};
