//! What the authenticator says to its agent, to the desktop's bus and to time
//! servers. Bytes in, values out.
//!
//! Nothing here opens a socket or a file, reads a clock, or knows a vault.

pub mod agent;
pub mod dbus;
pub mod sntp;
