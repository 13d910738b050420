//! The use cases: whatever a caller can do is one file here, a command and a
//! `run`. Console, wire protocols and operator commands are doors to the same
//! rooms; a door parses, calls once and renders.
//!
//! Every use case authorises its caller, runs one transaction (nothing slow
//! inside), and puts what happened on record in that same transaction.

pub mod account;
pub mod activity;
pub mod audit;
mod caller;
pub mod devices;
mod env;
mod error;
mod factor;
mod hashing;
pub mod home;
mod keys;
pub mod maintenance;
pub mod passwords;
mod peers;
mod record;
mod service;
pub mod session;
pub mod set_up;
pub mod signin;
mod tokens;
pub mod users;

pub use caller::Caller;
pub use env::Env;
pub use error::{FactorRefusal, FreshProof, ServiceError};
pub use factor::Proof;
pub use hashing::HashingCost;
pub use keys::{MasterKey, Purpose};
pub use peers::Peer;
pub use service::{Service, Settings};
pub use tokens::{Bearer, LinkToken};
