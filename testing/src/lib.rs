//! A World for tests: the real service on a real store in memory, with a clock
//! that stands still until it is moved and randomness that repeats itself. For
//! development only; no crate depends on it outside its tests.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a failing test is what this is for"
)]

mod authenticator;
mod database;
mod env;
mod mailbox;
mod phone;
mod program;
mod world;

pub use authenticator::{Signed, SoftPasskey, flags};
pub use database::Database;
pub use env::FrozenEnv;
pub use phone::Phone;
pub use program::Program;
pub use world::{ORIGIN, PASSWORD, SignedInAs, World};
