//! What the authenticator says to its agent and to time servers, and what it
//! reads of AWS's shared files. Bytes in, values out.
//!
//! Nothing here opens a socket or a file, reads a clock, or knows a vault.

pub mod agent;
pub mod profiles;
pub mod sntp;
