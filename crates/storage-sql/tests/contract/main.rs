//! The contract of `storage`, run on every engine.

mod accounts;
mod audit;
mod crash;
mod devices;
mod files;
mod model;
mod nodes;
mod passwords;
mod support;
mod throttles;
mod tokens;
mod transactions;
mod users;
