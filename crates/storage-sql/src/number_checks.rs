//! Telephone numbers that wait to be confirmed by a call.

use identity::names::{AccountId, PhoneNumber};
use identity::recovery::{Call, CallEnd};
use identity::{Identity, Timestamp};
use storage::{NumberCheck, NumberChecks, RecoveryId, StorageError};

use crate::engine::{Row, SqlTx, Value, malformed};
use crate::recoveries::{call, id, small};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT check_id, identity, phone, began, calls, last_call, call_asked,
                 call_progress, call_wrong, heard, proved
             FROM number_checks ",
            $rest
        )
    };
}

impl NumberChecks for SqlTx<'_> {
    fn put_number_check(
        &mut self,
        account: AccountId,
        check: &NumberCheck,
    ) -> Result<(), StorageError> {
        let mut values: Vec<Value<'_>> = vec![
            account.into(),
            (&check.by).into(),
            Value::Bytes(&check.id.0),
            check.phone.as_str().into(),
            check.began.into(),
        ];
        values.extend(state_values(check));
        self.exec(
            "INSERT INTO number_checks (account_id, identity, check_id, phone, began, calls,
                 last_call, call_asked, call_progress, call_wrong, heard, proved)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (account_id, identity) DO UPDATE SET check_id = excluded.check_id,
                 phone = excluded.phone, began = excluded.began, calls = excluded.calls,
                 last_call = excluded.last_call, call_asked = excluded.call_asked,
                 call_progress = excluded.call_progress, call_wrong = excluded.call_wrong,
                 heard = excluded.heard, proved = excluded.proved",
            &values,
        )
        .map(drop)
    }

    fn update_number_check(
        &mut self,
        account: AccountId,
        check: &NumberCheck,
    ) -> Result<bool, StorageError> {
        let mut values: Vec<Value<'_>> = vec![account.into(), Value::Bytes(&check.id.0)];
        values.extend(state_values(check));
        self.changed(
            "UPDATE number_checks SET calls = ?3, last_call = ?4, call_asked = ?5,
                 call_progress = ?6, call_wrong = ?7, heard = ?8, proved = ?9
             WHERE account_id = ?1 AND check_id = ?2",
            &values,
        )
    }

    fn number_check_of(
        &mut self,
        account: AccountId,
        by: &Identity,
    ) -> Result<Option<NumberCheck>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND identity = ?2"),
            &[account.into(), by.into()],
            read,
        )
    }

    fn number_check(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<Option<NumberCheck>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND check_id = ?2"),
            &[account.into(), Value::Bytes(&id.0)],
            read,
        )
    }

    fn remove_number_check(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM number_checks WHERE account_id = ?1 AND check_id = ?2",
            &[account.into(), Value::Bytes(&id.0)],
        )
    }

    fn wanted_number_calls(
        &mut self,
        limit: u32,
    ) -> Result<Vec<(AccountId, RecoveryId)>, StorageError> {
        self.all(
            "SELECT account_id, check_id FROM number_checks WHERE call_progress = 'wanted'
             ORDER BY call_asked LIMIT ?1",
            &[limit.into()],
            |row| Ok((row.account(0)?, id(row, 1)?)),
        )
    }

    fn purge_number_checks(&mut self, began_before: Timestamp) -> Result<(), StorageError> {
        self.exec("DELETE FROM number_checks WHERE began < ?1", &[began_before.into()]).map(drop)
    }
}

/// Returns the values of what changes, in the order of the columns.
fn state_values(check: &NumberCheck) -> [Value<'_>; 7] {
    [
        check.calls.into(),
        check.last.map(CallEnd::name).into(),
        check.call.map(|call| call.asked).into(),
        check.call.map(|call| call.progress.name()).into(),
        check.call.map(|call| call.wrong).into(),
        check.heard.as_ref().into(),
        check.proved.into(),
    ]
}

fn read(row: &Row<'_>) -> Result<NumberCheck, StorageError> {
    let calls = small(row.int(4)?)?;
    let under_way: Option<Call> = call(row, calls, 6)?;
    let heard = row
        .opt_bytes(9)?
        .map(|bytes| bytes.try_into().map_err(|_| malformed("the hash of a report")));
    Ok(NumberCheck {
        id: id(row, 0)?,
        by: row.identity(1)?,
        phone: row.parse(2, "a telephone number", |text| PhoneNumber::parse(text).ok())?,
        began: row.time(3)?,
        calls,
        last: row.opt_parse(5, "the end of a call", CallEnd::from_name)?,
        call: under_way,
        heard: heard.transpose()?,
        proved: row.opt_time(10)?,
    })
}
