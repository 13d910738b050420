//! The rules of Secondkey: what names are valid, what an account, a user and a
//! device are, when a code is accepted, how a sign-in proceeds, what is put on
//! record.
//!
//! Pure functions and values. No async, SQL or HTTP, and no clock: time comes in
//! as a [`Timestamp`], randomness as bytes, slow work as a verdict.

pub mod access_key;
pub mod account;
pub mod arn;
pub mod audit;
pub mod contact;
pub mod device;
pub mod drill;
pub mod group;
pub mod managed_policy;
pub mod names;
pub mod password;
pub mod policy;
pub mod quotas;
pub mod recovery;
pub mod recovery_code;
pub mod role;
pub mod session;
pub mod signin;
pub mod tags;
pub mod throttle;
mod time;
pub mod user;
mod who;

pub use time::Timestamp;
pub use who::{Identity, RoleSession};
