//! Where owners keep their things, as they have told: one sealed row each.

use identity::Identity;
use identity::names::AccountId;
use storage::{AccessAnswers, StorageError};

use crate::engine::SqlTx;

impl AccessAnswers for SqlTx<'_> {
    fn access_answers(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        self.first(
            "SELECT sealed FROM access_answers WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
            |row| Ok(row.bytes(0)?.to_vec()),
        )
    }

    fn put_access_answers(
        &mut self,
        account: AccountId,
        identity: &Identity,
        sealed: &[u8],
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO access_answers (account_id, identity, sealed) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, identity) DO UPDATE SET sealed = excluded.sealed",
            &[account.into(), identity.into(), sealed.into()],
        )
        .map(drop)
    }
}
