//! The commands of the audit trail and the attacks on it, with the real program,
//! on SQLite and on PostgreSQL (`SECONDKEY_TEST_POSTGRES` holds the address of a
//! server on which the tests may make databases).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "whatever fails here is a failed test"
)]

mod attacks;
mod commands;
mod house;
