//! The contract of `storage`, run on every engine.

mod accounts;
mod support;
