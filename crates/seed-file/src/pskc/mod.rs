//! PSKC, the Portable Symmetric Key Container (RFC 6030): what the XML says
//! ([`container`]), how its values are opened ([`protect`]), what its maker permits
//! ([`policy`]), and what a token is made of ([`tokens`]).

mod container;
mod names;
mod policy;
mod protect;
mod tokens;

pub(crate) use tokens::{model, read};
