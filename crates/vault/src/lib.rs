//! The authenticator's vault: one age file that several keys open, the entries
//! in it, and the QR codes that bring entries in and out.
//!
//! Knows no terminals, no servers, no clock and no environment: paths, time,
//! identifiers and passphrases come in as arguments. The one exception is the
//! randomness inside age itself (file keys, nonces, new identities) and inside
//! the crate that divides a key into shares.

mod backups;
mod contents;
mod disk;
mod entry;
mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod held;
mod key;
mod key_file;
mod merge;
mod name;
mod open_me;
mod payload;
mod place;
pub mod qr;
mod root;
mod seal;
mod sessions;
mod share;
mod vault;

pub use backups::{Backup, backups};
pub use contents::{Contents, Recipient, RecipientKind};
pub use disk::{read_foreign, write_new};
pub use entry::Entry;
pub use error::{Candidate, Error};
pub use held::Stamp;
pub use key::{Key, MalformedKey, PublicKey};
pub use key_file::{MAX_WORK_FACTOR, WORK_FACTOR};
pub use merge::Merged;
pub use name::{MalformedName, Name};
pub use open_me::day;
pub use payload::VERSION;
pub use place::Place;
pub use root::names_root;
pub use sessions::SessionsLock;
pub use share::{Share, ShareError};
pub use vault::{NewVault, Vault};
