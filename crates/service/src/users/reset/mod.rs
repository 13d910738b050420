//! Resetting a colleague's second factors in one step: all devices and recovery
//! codes go, and the next sign-in with the password leads to registering a new
//! device and to nothing else. Where the account says so, it takes two to reset an
//! administrator: one asks, another approves.

mod alone;
pub mod dismiss;
mod lately;
pub mod rule;
pub mod run;
mod told;
mod waiting;

pub(crate) use alone::{protects, require_alone, takes_two};
pub use run::{Outcome, Reset};
pub(crate) use told::recent;
pub use told::{Recent, Taken, own};
pub use waiting::Waiting;
pub(crate) use waiting::{all_waiting, find_waiting, waiting};
