//! The pages, one file for each group of addresses, and the router that lists
//! them all.

mod access;
mod account;
mod activity;
mod answer;
mod confirm;
mod contacts;
mod credentials;
mod device;
mod drills;
mod forgotten;
mod home;
mod passkey;
mod recovery;
mod router;
mod set_up;
mod signin;
mod tokens;
mod users;

pub use router::router;
