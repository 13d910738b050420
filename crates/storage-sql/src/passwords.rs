//! Console passwords, as hashes.

use identity::Identity;
use identity::names::AccountId;
use storage::{PasswordRecord, Passwords, StorageError};

use crate::engine::SqlTx;

impl Passwords for SqlTx<'_> {
    fn password(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<PasswordRecord>, StorageError> {
        self.first(
            "SELECT hash, must_change, set_at FROM passwords
             WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
            |row| {
                Ok(PasswordRecord {
                    hash: row.text(0)?.to_owned(),
                    must_change: row.flag(1)?,
                    set_at: row.time(2)?,
                })
            },
        )
    }

    fn put_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
        record: &PasswordRecord,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO passwords (account_id, identity, hash, must_change, set_at, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)
             ON CONFLICT (account_id, identity) DO UPDATE SET hash = excluded.hash,
                 must_change = excluded.must_change, set_at = excluded.set_at",
            &[
                account.into(),
                identity.into(),
                (&record.hash).into(),
                record.must_change.into(),
                record.set_at.into(),
            ],
        )
        .map(drop)
    }

    fn rehash_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
        old: &str,
        new: &str,
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE passwords SET hash = ?4
             WHERE account_id = ?1 AND identity = ?2 AND hash = ?3",
            &[account.into(), identity.into(), old.into(), new.into()],
        )
    }

    fn remove_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM passwords WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
        )
    }
}
