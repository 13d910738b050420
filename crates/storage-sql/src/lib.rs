//! The store on SQLite and on PostgreSQL, from the same SQL text. What the
//! engines do differently stands in `engine`; everything else is written once.

mod accounts;
mod audit;
mod check;
mod devices;
mod engine;
mod error;
mod exclusive;
mod key_mark;
mod passwords;
mod schema;
mod sessions;
mod set_up_links;
mod sign_ins;
mod store;
mod throttles;
mod users;

pub use check::Report;
pub use error::{BackupError, OpenError};
pub use exclusive::Exclusive;
pub use store::{PostgresOptions, SqlStore, SqliteOptions, restore};
