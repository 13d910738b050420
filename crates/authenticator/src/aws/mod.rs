//! AWS, or what speaks like it, by AWS's own SDK, which nobody else here knows: whose
//! credentials, where the services are, the operations that the life of a device and an
//! audit need, and temporary credentials with MFA.

mod access;
mod account;
mod call;
mod contacts;
mod credentials;
mod devices;
mod http;
mod place;
mod profile;
mod roots;
mod settings;
mod shelf;
mod tokens;
mod words;

pub(crate) use access::Access;
pub(crate) use account::{AccountPage, Holder};
pub(crate) use call::{Aws, Fault};
pub(crate) use contacts::{Alternate, Number};
pub(crate) use credentials::Credentials;
pub(crate) use devices::{Identity, Made};
pub(crate) use profile::Role;
pub(crate) use shelf::{Shelf, entry_of, right_time};
pub(crate) use tokens::{Wish, keep_first, mfa_session, session};
