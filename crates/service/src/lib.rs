//! The use cases: whatever a caller can do is one file here, a command and a
//! `run`. Console, wire protocols and operator commands are doors to the same
//! rooms; a door parses, calls once and renders.
//!
//! Every use case authorises its caller, runs one transaction (nothing slow
//! inside), and puts what happened on record in that same transaction.

pub mod access;
pub mod access_keys;
pub mod account;
pub mod activity;
pub mod agent;
mod api_error;
pub mod audit;
mod authorize;
mod caller;
pub mod contacts;
pub mod credentials;
pub mod devices;
pub mod drills;
mod env;
mod error;
mod factor;
pub mod forgotten;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod hardware_tokens;
mod hashing;
pub mod home;
pub mod iam;
mod keys;
pub mod maintenance;
pub mod mfa;
pub mod notices;
pub mod outbox;
mod paging;
pub mod passkeys;
pub mod passwords;
mod peers;
mod record;
pub mod recovery;
pub mod recovery_codes;
pub mod restore;
mod second_factors;
mod service;
pub mod session;
pub mod set_up;
pub mod signin;
pub mod sts;
mod subject;
mod tokens;
mod told;
mod trace;
pub mod users;
pub mod way_back;

pub use api_error::{ApiError, Kind};
pub use caller::{Caller, Mfa, RequestFacts};
pub use env::Env;
pub use error::{FactorRefusal, FreshProof, ServiceError};
pub use factor::Proof;
pub use hashing::HashingCost;
pub use keys::{MasterKey, Purpose};
pub use paging::{Page, PageRequest};
pub use peers::Peer;
pub use service::{Service, Settings};
pub use tokens::{Bearer, LinkToken};
