//! Credential reports, and what an account holds in numbers.

use identity::Timestamp;
use identity::names::AccountId;

use crate::StorageError;

/// Is a credential report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialReport {
    /// When it was made.
    pub made: Timestamp,
    /// Comma-separated values.
    pub content: Vec<u8>,
}

/// Is a report on the last use of services that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastAccessedJob {
    /// The job's id.
    pub id: String,
    /// What it is about.
    pub arn: String,
    /// When it was asked for.
    pub made: Timestamp,
}

/// Keeps the newest credential report of each account, and counts.
pub trait Reports {
    /// Returns it.
    fn credential_report(
        &mut self,
        account: AccountId,
    ) -> Result<Option<CredentialReport>, StorageError>;

    /// Replaces it.
    fn put_credential_report(
        &mut self,
        account: AccountId,
        report: &CredentialReport,
    ) -> Result<(), StorageError>;

    /// Adds a job, and forgets those of the account that were asked for before a
    /// moment.
    fn add_last_accessed_job(
        &mut self,
        account: AccountId,
        job: &LastAccessedJob,
        forget_before: Timestamp,
    ) -> Result<(), StorageError>;

    /// Returns a job.
    fn last_accessed_job(
        &mut self,
        account: AccountId,
        id: &str,
    ) -> Result<Option<LastAccessedJob>, StorageError>;

    /// Returns which session tokens the account has chosen, 1 or 2.
    fn global_token_version(&mut self, account: AccountId) -> Result<Option<u32>, StorageError>;

    /// Chooses them.
    fn set_global_token_version(
        &mut self,
        account: AccountId,
        version: u32,
    ) -> Result<(), StorageError>;

    /// Counts the virtual devices of the account, unassigned ones included, those
    /// that wait for their first codes left out.
    fn count_all_devices(&mut self, account: AccountId) -> Result<u64, StorageError>;

    /// Counts the devices of all kinds that are in use by anybody.
    fn count_devices_in_use(&mut self, account: AccountId) -> Result<u64, StorageError>;
}
