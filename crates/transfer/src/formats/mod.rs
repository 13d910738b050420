//! One file for each application's format. Each reads bytes of which `read`
//! has found out whose they are, and gives entries or reasons, one for each
//! entry of the file.

pub(crate) mod aegis;
pub(crate) mod andotp;
pub(crate) mod bitwarden;
pub(crate) mod csv;
pub(crate) mod ente;
pub(crate) mod freeotp;
pub(crate) mod lastpass;
pub(crate) mod links;
pub(crate) mod onepassword;
mod outcome;
pub(crate) mod proton;
pub(crate) mod raivo;
pub(crate) mod stratum;
pub(crate) mod twofas;

pub(crate) use outcome::{Entries, Outcome};
