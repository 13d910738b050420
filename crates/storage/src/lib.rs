//! What is kept: one trait per aggregate, and the one transaction that holds
//! them together. No SQL and no drivers; a use case is written against these
//! traits and runs on any store that passes the contract suite.
//!
//! A use case opens one transaction with [`write()`] or [`read()`]; it is a plain
//! synchronous closure over `&mut dyn Tx`. It may be run more than once (after a
//! conflict between nodes), so it must have no effect but on the transaction.

mod accounts;
mod audit;
mod checkpoints;
mod devices;
mod error;
mod key_mark;
mod passwords;
mod sessions;
mod set_up_links;
mod sign_ins;
mod store;
mod throttles;
mod token_hash;
mod users;

pub use accounts::Accounts;
pub use audit::{AuditExtent, AuditFilter, AuditHead, AuditTrail, WhoFilter};
pub use checkpoints::{Checkpoints, KeptCheckpoint};
pub use devices::Devices;
pub use error::StorageError;
pub use key_mark::KeyMark;
pub use passwords::{PasswordRecord, Passwords};
pub use sessions::{SessionRecord, Sessions};
pub use set_up_links::{SetUpLink, SetUpLinks, SetUpPurpose};
pub use sign_ins::{PendingRecord, SignIns};
pub use store::{Done, Job, Scope, Store, Verdict, read, write, write_anywhere};
pub use throttles::{ThrottleKey, Throttles};
pub use token_hash::TokenHash;
pub use users::Users;

/// Is everything that one transaction can do.
pub trait Tx:
    Accounts
    + Users
    + Passwords
    + Devices
    + SignIns
    + Sessions
    + SetUpLinks
    + Throttles
    + AuditTrail
    + Checkpoints
    + KeyMark
{
}

impl<T> Tx for T where
    T: Accounts
        + Users
        + Passwords
        + Devices
        + SignIns
        + Sessions
        + SetUpLinks
        + Throttles
        + AuditTrail
        + Checkpoints
        + KeyMark
{
}
