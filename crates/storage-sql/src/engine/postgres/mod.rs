//! PostgreSQL: a few threads with a connection each, every job a transaction of
//! its own. The server groups commits itself.

mod connect;
mod link;
mod threads;

pub(crate) use connect::{Address, Session, on_a_thread};
pub(crate) use threads::Postgres;
