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

    /// Counts the virtual devices of the account, unassigned ones included, those
    /// that wait for their first codes left out.
    fn count_all_devices(&mut self, account: AccountId) -> Result<u64, StorageError>;

    /// Counts the devices of all kinds that are in use by anybody.
    fn count_devices_in_use(&mut self, account: AccountId) -> Result<u64, StorageError>;
}
