//! The use cases from outside, on a real store with a frozen clock. The files
//! mirror the folders of the crate.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod account;
mod activity;
mod devices;
mod races;
mod sessions;
mod sign_in;
mod throttle;
mod users;
