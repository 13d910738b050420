//! The traits of `storage`, each method in a file of its own.

use identity::Timestamp;
use identity::audit::{AuditKey, Event, Link, Record};
use identity::names::AccountId;
use storage::{AuditExtent, AuditFilter, AuditTrail, StorageError};

use super::{append, chain, find};
use crate::engine::SqlTx;

impl AuditTrail for SqlTx<'_> {
    fn prove_with(&mut self, key: &AuditKey) {
        self.set_audit_key(key.clone());
    }

    fn append(
        &mut self,
        account: AccountId,
        at: Timestamp,
        event: &Event,
    ) -> Result<u64, StorageError> {
        append::append(self, account, at, event)
    }

    fn records(
        &mut self,
        account: AccountId,
        filter: &AuditFilter,
        limit: u32,
    ) -> Result<Vec<Record>, StorageError> {
        find::records(self, account, filter, limit)
    }

    fn audit_links(
        &mut self,
        account: AccountId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Link>, StorageError> {
        chain::links(self, account, after, limit)
    }

    fn audit_extent(&mut self, account: AccountId) -> Result<AuditExtent, StorageError> {
        chain::extent(self, account)
    }

    fn audited_accounts(
        &mut self,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<AccountId>, StorageError> {
        let after = after.map_or(0, |id| id.as_number().cast_signed());
        self.all(
            "SELECT account_id FROM accounts WHERE account_id > ?1
             UNION SELECT account_id FROM audit_heads WHERE account_id > ?1
             ORDER BY 1 LIMIT ?2",
            &[after.into(), limit.into()],
            |row| row.account(0),
        )
    }

    fn unproved_accounts(&mut self, limit: u32) -> Result<Vec<AccountId>, StorageError> {
        self.all(
            "SELECT account_id FROM audit_heads WHERE proved = 0 ORDER BY account_id LIMIT ?1",
            &[limit.into()],
            |row| row.account(0),
        )
    }
}
