//! The store on SQLite and on PostgreSQL, from the same SQL text. What the
//! engines do differently stands in `engine`; everything else is written once.

mod access_answers;
mod access_keys;
mod accounts;
mod audit;
mod challenges;
mod check;
mod contacts;
mod devices;
mod drills;
mod engine;
mod error;
mod exclusive;
mod groups;
mod holders;
mod key_mark;
mod number_checks;
mod outbox;
mod passkeys;
mod password_policies;
mod passwords;
mod policies;
mod recoveries;
mod recovery_codes;
mod reports;
mod resets;
mod restores;
mod roles;
mod schema;
mod sessions;
mod set_up_links;
mod sign_ins;
mod store;
mod tags;
mod throttles;
mod users;

pub use check::Report;
pub use error::{BackupError, OpenError};
pub use exclusive::Exclusive;
pub use store::{PostgresOptions, SqlStore, SqliteOptions, restore};
