//! What is kept: one trait per aggregate, and the one transaction that holds
//! them together. No SQL and no drivers; a use case is written against these
//! traits and runs on any store that passes the contract suite.
//!
//! A use case opens one transaction with [`write()`] or [`read()`]; it is a plain
//! synchronous closure over `&mut dyn Tx`. It may be run more than once (after a
//! conflict between nodes), so it must have no effect but on the transaction.

mod access_answers;
mod access_keys;
mod accounts;
mod audit;
mod checkpoints;
mod contacts;
mod devices;
mod drills;
mod error;
mod groups;
mod key_mark;
mod number_checks;
mod outbox;
mod passkeys;
mod password_policies;
mod passwords;
mod policies;
mod recoveries;
mod recovery_codes;
mod reports;
mod resets;
mod restores;
mod roles;
mod sessions;
mod set_up_links;
mod sign_ins;
mod store;
mod tags;
mod throttles;
mod token_hash;
mod users;

pub use access_answers::AccessAnswers;
pub use access_keys::AccessKeys;
pub use accounts::Accounts;
pub use audit::{AuditExtent, AuditFilter, AuditHead, AuditTrail, WhoFilter};
pub use checkpoints::{Checkpoints, KeptCheckpoint};
pub use contacts::Contacts;
pub use devices::{Assignment, Devices};
pub use drills::Drills;
pub use error::StorageError;
pub use groups::Groups;
pub use key_mark::KeyMark;
pub use number_checks::{NumberCheck, NumberChecks};
pub use outbox::{
    ClaimedMessage, GivenUp, Message, MessageId, Outbox, OutboxCounts, Settlement, WorkerId,
};
pub use passkeys::{Challenges, OpenChallenge, Passkeys, PasskeysOnly};
pub use password_policies::{PasswordPolicies, PasswordTimes};
pub use passwords::{PasswordRecord, Passwords};
pub use policies::{AppliedPolicy, AppliedSource, Policies};
pub use recoveries::{AnnouncedPhone, Recoveries, RecoveryId, RecoveryRecord};
pub use recovery_codes::{CodesFor, RecoveryCodes};
pub use reports::{CredentialReport, LastAccessedJob, Reports};
pub use resets::{EnrolmentDue, ResetRequest, Resets};
pub use restores::Restores;
pub use roles::Roles;
pub use sessions::{SessionRecord, Sessions};
pub use set_up_links::{SetUpLink, SetUpLinks, SetUpPurpose};
pub use sign_ins::{PendingRecord, SignIns};
pub use store::{Done, Job, Scope, Store, Verdict, glance, read, write, write_anywhere};
pub use tags::Tags;
pub use throttles::{ThrottleKey, Throttles};
pub use token_hash::TokenHash;
pub use users::{ListedUser, Users};

/// Is everything that one transaction can do.
pub trait Tx:
    Accounts
    + Users
    + Passwords
    + Devices
    + Passkeys
    + Challenges
    + SignIns
    + Sessions
    + SetUpLinks
    + Throttles
    + AuditTrail
    + Checkpoints
    + KeyMark
    + AccessKeys
    + Groups
    + Roles
    + Policies
    + Tags
    + PasswordPolicies
    + Reports
    + RecoveryCodes
    + Resets
    + Restores
    + Recoveries
    + NumberChecks
    + Outbox
    + Contacts
    + Drills
    + AccessAnswers
{
}

impl<T> Tx for T where
    T: Accounts
        + Users
        + Passwords
        + Devices
        + Passkeys
        + Challenges
        + SignIns
        + Sessions
        + SetUpLinks
        + Throttles
        + AuditTrail
        + Checkpoints
        + KeyMark
        + AccessKeys
        + Groups
        + Roles
        + Policies
        + Tags
        + PasswordPolicies
        + Reports
        + RecoveryCodes
        + Resets
        + Restores
        + Recoveries
        + NumberChecks
        + Outbox
        + Contacts
        + Drills
        + AccessAnswers
{
}
