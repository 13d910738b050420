//! AWS, or what speaks like it: whose credentials, where the service is, the few
//! operations that a device needs, and temporary credentials with MFA.

mod access;
mod call;
mod credentials;
mod devices;
mod endpoint;
mod shelf;
mod tokens;

pub(crate) use access::Access;
pub(crate) use call::{Aws, Fault};
pub(crate) use credentials::Credentials;
pub(crate) use devices::{Identity, Made};
pub(crate) use shelf::{Shelf, entry_of, right_time};
pub(crate) use tokens::{Wish, keep_first, mfa_session, session};
