//! Sign-ins between two requests.

use identity::names::AccountId;
use identity::signin::{Pending, Subject};
use identity::{Identity, Timestamp};
use storage::{PendingRecord, SignIns, StorageError, TokenHash};

use crate::engine::{SqlTx, malformed};

impl SignIns for SqlTx<'_> {
    fn put_sign_in(
        &mut self,
        account: AccountId,
        token: &TokenHash,
        record: &PendingRecord,
    ) -> Result<(), StorageError> {
        let (state, must_change, device) = record.state.to_fields();
        self.exec(
            "INSERT INTO sign_ins
                 (account_id, token, identity, state, must_change, device, began)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (account_id, token) DO UPDATE SET identity = excluded.identity,
                 state = excluded.state, must_change = excluded.must_change,
                 device = excluded.device, began = excluded.began",
            &[
                account.into(),
                token.into(),
                (&record.state.subject().identity).into(),
                state.into(),
                must_change.into(),
                device.into(),
                record.began.into(),
            ],
        )
        .map(drop)
    }

    fn sign_in(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<Option<PendingRecord>, StorageError> {
        self.first(
            "SELECT identity, state, must_change, device, began FROM sign_ins
             WHERE account_id = ?1 AND token = ?2",
            &[account.into(), token.into()],
            |row| {
                let subject = Subject { account, identity: row.identity(0)? };
                let (must_change, device) = (row.flag(2)?, row.opt_text(3)?);
                let state = Pending::from_fields(subject, row.text(1)?, must_change, device)
                    .ok_or_else(|| malformed("the state of a sign-in"))?;
                Ok(PendingRecord { state, began: row.time(4)? })
            },
        )
    }

    fn remove_sign_in(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM sign_ins WHERE account_id = ?1 AND token = ?2",
            &[account.into(), token.into()],
        )
    }

    fn remove_sign_ins_of(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<(), StorageError> {
        self.exec(
            "DELETE FROM sign_ins WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
        )
        .map(drop)
    }

    fn purge_sign_ins(&mut self, began_before: Timestamp) -> Result<(), StorageError> {
        self.exec("DELETE FROM sign_ins WHERE began < ?1", &[began_before.into()]).map(drop)
    }
}
