//! SQLite: one thread writes and groups what waits into one durable commit, a
//! few threads read.

mod connect;
mod link;
mod threads;

pub(crate) use connect::{Place, Role, connect, open_fault, prepare};
pub(crate) use link::SqliteLink;
pub(crate) use threads::Sqlite;
