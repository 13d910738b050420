//! The desktop's bus (D-Bus): a connection that calls and listens, and what is
//! asked over it. How messages look is the crate `device-wire`'s affair.

mod connection;
pub(crate) mod keyring;
pub(crate) mod portal;
pub(crate) mod sleep;

pub(crate) use connection::{Bus, BusError};
