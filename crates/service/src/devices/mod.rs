//! Devices: named, put into use, tried, brought back into step, renamed,
//! suspended, reported lost, removed. Enrolling is for one's own devices only;
//! seeing and removing those of a user also for administrators.

pub mod begin;
pub mod cancel;
pub mod enable;
mod find;
pub mod list;
mod put_into_use;
pub mod remove;
pub mod rename;
pub mod report_lost;
pub mod resync;
pub mod suspend;
pub mod try_code;
pub mod unconfirmed;

pub(crate) use find::{authorize_over, find_assigned, find_unconfirmed};
pub(crate) use put_into_use::{by_codes, put_into_use};
