//! SQLite: one thread writes and groups what waits into one durable commit, a
//! few threads read, and who needs only a glance takes it on the spot.

mod commits;
mod connect;
mod copy;
mod glances;
mod link;
mod memory;
#[cfg(test)]
mod plan;
mod threads;
mod transaction;

pub(crate) use connect::{Place, Role, connect, is_ours, make_file, open_fault, prepare};
pub(crate) use copy::{backup, restore};
pub(crate) use link::SqliteLink;
#[cfg(test)]
pub(crate) use plan::plan;
pub(crate) use threads::Sqlite;
