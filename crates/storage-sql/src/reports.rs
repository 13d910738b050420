//! Credential reports, and what an account holds in numbers.

use identity::names::AccountId;
use storage::{CredentialReport, Reports, StorageError};

use crate::engine::SqlTx;

impl Reports for SqlTx<'_> {
    fn credential_report(
        &mut self,
        account: AccountId,
    ) -> Result<Option<CredentialReport>, StorageError> {
        self.first(
            "SELECT made, content FROM credential_reports WHERE account_id = ?1",
            &[account.into()],
            |row| Ok(CredentialReport { made: row.time(0)?, content: row.bytes(1)?.to_vec() }),
        )
    }

    fn put_credential_report(
        &mut self,
        account: AccountId,
        report: &CredentialReport,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO credential_reports (account_id, made, content) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id) DO UPDATE
                 SET made = excluded.made, content = excluded.content",
            &[account.into(), report.made.into(), report.content.as_slice().into()],
        )
        .map(drop)
    }

    fn count_all_devices(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number(
            "SELECT count(*) FROM devices
             WHERE account_id = ?1 AND (assigned_since IS NOT NULL OR owner = '')
                 AND kind = 'app'",
            &[account.into()],
        )
    }

    fn count_devices_in_use(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number(
            "SELECT count(*) FROM devices WHERE account_id = ?1 AND assigned_since IS NOT NULL",
            &[account.into()],
        )
    }
}
