//! Credential reports, and what an account holds in numbers.

use identity::Timestamp;
use identity::names::AccountId;
use storage::{CredentialReport, LastAccessedJob, Reports, StorageError};

use crate::engine::{SqlTx, malformed};

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

    fn add_last_accessed_job(
        &mut self,
        account: AccountId,
        job: &LastAccessedJob,
        forget_before: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "DELETE FROM last_accessed_jobs WHERE account_id = ?1 AND made < ?2",
            &[account.into(), forget_before.into()],
        )?;
        self.exec(
            "INSERT INTO last_accessed_jobs (account_id, job, arn, made) VALUES (?1, ?2, ?3, ?4)",
            &[account.into(), (&job.id).into(), (&job.arn).into(), job.made.into()],
        )
        .map(drop)
    }

    fn last_accessed_job(
        &mut self,
        account: AccountId,
        id: &str,
    ) -> Result<Option<LastAccessedJob>, StorageError> {
        if id.contains('\0') {
            return Ok(None);
        }
        self.first(
            "SELECT arn, made FROM last_accessed_jobs WHERE account_id = ?1 AND job = ?2",
            &[account.into(), id.into()],
            |row| {
                let (id, arn) = (id.to_owned(), row.text(0)?.to_owned());
                Ok(LastAccessedJob { id, arn, made: row.time(1)? })
            },
        )
    }

    fn global_token_version(&mut self, account: AccountId) -> Result<Option<u32>, StorageError> {
        self.first(
            "SELECT version FROM global_token_versions WHERE account_id = ?1",
            &[account.into()],
            |row| u32::try_from(row.int(0)?).map_err(|_| malformed("the version of tokens")),
        )
    }

    fn set_global_token_version(
        &mut self,
        account: AccountId,
        version: u32,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO global_token_versions (account_id, version) VALUES (?1, ?2)
             ON CONFLICT (account_id) DO UPDATE SET version = excluded.version",
            &[account.into(), version.into()],
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
