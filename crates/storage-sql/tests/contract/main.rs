//! The contract of `storage`, run on every engine.
//!
//! `SECONDKEY_TEST_POSTGRES` holds the address of a PostgreSQL server on which
//! the tests may make schemas, such as
//! `postgres://postgres@127.0.0.1:5432/postgres`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "whatever fails here is a failed test"
)]

mod access_answers;
mod accounts;
mod audit;
mod audit_chain;
mod contacts;
mod crash;
mod devices;
mod drills;
mod files;
mod iam;
mod model;
mod nodes;
mod outbox;
mod passkeys;
mod passwords;
mod recoveries;
mod recovery_codes;
mod support;
mod throttles;
mod tokens;
mod transactions;
mod upgrade;
mod users;
