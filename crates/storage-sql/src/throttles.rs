//! Counters of failed attempts.

use identity::Timestamp;
use identity::names::AccountId;
use identity::throttle::Attempts;
use storage::{StorageError, ThrottleKey, Throttles};

use crate::engine::{SqlTx, Value, malformed};

impl Throttles for SqlTx<'_> {
    fn attempts(
        &mut self,
        account: Option<AccountId>,
        key: &ThrottleKey,
    ) -> Result<Option<Attempts>, StorageError> {
        self.first(
            "SELECT failures, not_before, last_at FROM throttles
             WHERE account_id = ?1 AND throttle_key = ?2",
            &[owner(account), key.into()],
            |row| {
                let failures =
                    u32::try_from(row.count(0)?).map_err(|_| malformed("a counter of failures"))?;
                Ok(Attempts { failures, not_before: row.time(1)?, last: row.time(2)? })
            },
        )
    }

    fn put_attempts(
        &mut self,
        account: Option<AccountId>,
        key: &ThrottleKey,
        attempts: &Attempts,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO throttles (account_id, throttle_key, failures, not_before, last_at)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (account_id, throttle_key) DO UPDATE SET failures = excluded.failures,
                 not_before = excluded.not_before, last_at = excluded.last_at",
            &[
                owner(account),
                key.into(),
                attempts.failures.into(),
                attempts.not_before.into(),
                attempts.last.into(),
            ],
        )
        .map(drop)
    }

    fn clear_attempts(
        &mut self,
        account: Option<AccountId>,
        key: &ThrottleKey,
    ) -> Result<(), StorageError> {
        self.exec(
            "DELETE FROM throttles WHERE account_id = ?1 AND throttle_key = ?2",
            &[owner(account), key.into()],
        )
        .map(drop)
    }

    fn purge_attempts(&mut self, last_before: Timestamp) -> Result<(), StorageError> {
        self.exec(
            "DELETE FROM throttles WHERE account_id = 0 AND last_at < ?1",
            &[last_before.into()],
        )
        .map(drop)
    }
}

/// Names without an account are kept under 0, which no account has.
fn owner(account: Option<AccountId>) -> Value<'static> {
    account.map_or(Value::Int(0), Into::into)
}
