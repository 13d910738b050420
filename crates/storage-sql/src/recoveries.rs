//! Recoveries of root, changes of contact details, announced telephone numbers.

use identity::Timestamp;
use identity::contact::Contact;
use identity::names::{AccountId, PhoneNumber};
use identity::recovery::{Approval, Call, CallEnd, CallProgress, Recovery};
use storage::{AnnouncedPhone, Recoveries, RecoveryId, RecoveryRecord, StorageError, TokenHash};

use crate::engine::{Row, SqlTx, Value, malformed};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT recovery_id, opened, state, began, mailed, calls, last_call, call_asked,
                 call_progress, call_wrong, heard, approved
             FROM recoveries ",
            $rest
        )
    };
}

impl Recoveries for SqlTx<'_> {
    fn add_recovery(
        &mut self,
        account: AccountId,
        browser: &TokenHash,
        record: &RecoveryRecord,
    ) -> Result<(), StorageError> {
        let mut values: Vec<Value<'_>> =
            vec![account.into(), Value::Bytes(&record.id.0), browser.into(), record.opened.into()];
        values.extend(state_values(record));
        let added = self.changed(
            "INSERT INTO recoveries (account_id, recovery_id, browser, opened, state, began,
                 mailed, calls, last_call, call_asked, call_progress, call_wrong, heard, approved)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT DO NOTHING",
            &values,
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "recovery" }) }
    }

    fn update_recovery(
        &mut self,
        account: AccountId,
        record: &RecoveryRecord,
    ) -> Result<bool, StorageError> {
        let mut values: Vec<Value<'_>> = vec![account.into(), Value::Bytes(&record.id.0)];
        values.extend(state_values(record));
        self.changed(
            "UPDATE recoveries SET state = ?3, began = ?4, mailed = ?5, calls = ?6,
                 last_call = ?7, call_asked = ?8, call_progress = ?9, call_wrong = ?10,
                 heard = ?11, approved = ?12
             WHERE account_id = ?1 AND recovery_id = ?2",
            &values,
        )
    }

    fn recovery(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<Option<RecoveryRecord>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND recovery_id = ?2"),
            &[account.into(), Value::Bytes(&id.0)],
            read,
        )
    }

    fn recovery_of_browser(
        &mut self,
        account: AccountId,
        browser: &TokenHash,
    ) -> Result<Option<RecoveryRecord>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND browser = ?2"),
            &[account.into(), browser.into()],
            read,
        )
    }

    fn recoveries(&mut self, account: AccountId) -> Result<Vec<RecoveryRecord>, StorageError> {
        self.all(
            select!("WHERE account_id = ?1 ORDER BY opened, recovery_id"),
            &[account.into()],
            read,
        )
    }

    fn remove_recovery(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM recoveries WHERE account_id = ?1 AND recovery_id = ?2",
            &[account.into(), Value::Bytes(&id.0)],
        )
    }

    fn wanted_calls(&mut self, limit: u32) -> Result<Vec<(AccountId, RecoveryId)>, StorageError> {
        self.all(
            "SELECT account_id, recovery_id FROM recoveries WHERE call_progress = 'wanted'
             ORDER BY call_asked LIMIT ?1",
            &[limit.into()],
            |row| Ok((row.account(0)?, id(row, 1)?)),
        )
    }

    fn waiting_recoveries(
        &mut self,
        after: Option<(AccountId, RecoveryId)>,
        limit: u32,
    ) -> Result<Vec<(AccountId, RecoveryId)>, StorageError> {
        let (account, last): (Value<'_>, &[u8]) = match &after {
            Some((account, id)) => ((*account).into(), &id.0),
            None => (0_i64.into(), &[]),
        };
        self.all(
            "SELECT account_id, recovery_id FROM recoveries
             WHERE state = 'cooling-off' AND told IS NULL
                 AND (account_id > ?1 OR (account_id = ?1 AND recovery_id > ?2))
             ORDER BY account_id, recovery_id LIMIT ?3",
            &[account, Value::Bytes(last), limit.into()],
            |row| Ok((row.account(0)?, id(row, 1)?)),
        )
    }

    fn note_told(
        &mut self,
        account: AccountId,
        id: RecoveryId,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE recoveries SET told = ?3
             WHERE account_id = ?1 AND recovery_id = ?2 AND told IS NULL",
            &[account.into(), Value::Bytes(&id.0), at.into()],
        )
    }

    fn purge_recoveries(&mut self, opened_before: Timestamp) -> Result<(), StorageError> {
        self.exec("DELETE FROM recoveries WHERE opened < ?1", &[opened_before.into()]).map(drop)
    }

    fn contact_changed(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<Option<Timestamp>, StorageError> {
        self.first(
            "SELECT at FROM contact_changes WHERE account_id = ?1 AND contact = ?2",
            &[account.into(), contact.key().into()],
            |row| row.time(0),
        )
    }

    fn note_contact_change(
        &mut self,
        account: AccountId,
        contact: Contact,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO contact_changes (account_id, contact, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, contact) DO UPDATE SET at = excluded.at",
            &[account.into(), contact.key().into(), at.into()],
        )
        .map(drop)
    }

    fn announce_phone(
        &mut self,
        account: AccountId,
        phone: &AnnouncedPhone,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO announced_phones
                 (account_id, announcement, phone, announced, due, confirmed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (account_id) DO UPDATE SET announcement = excluded.announcement,
                 phone = excluded.phone, announced = excluded.announced, due = excluded.due,
                 confirmed = excluded.confirmed",
            &[
                account.into(),
                Value::Bytes(&phone.id.0),
                phone.phone.as_str().into(),
                phone.announced.into(),
                phone.due.into(),
                phone.confirmed.into(),
            ],
        )
        .map(drop)
    }

    fn announced_phone(
        &mut self,
        account: AccountId,
    ) -> Result<Option<AnnouncedPhone>, StorageError> {
        self.first(
            "SELECT announcement, phone, announced, due, confirmed FROM announced_phones
             WHERE account_id = ?1",
            &[account.into()],
            |row| {
                Ok(AnnouncedPhone {
                    id: id(row, 0)?,
                    phone: row
                        .parse(1, "a telephone number", |text| PhoneNumber::parse(text).ok())?,
                    announced: row.time(2)?,
                    due: row.time(3)?,
                    confirmed: row.opt_time(4)?,
                })
            },
        )
    }

    fn remove_announced_phone(
        &mut self,
        account: AccountId,
        id: RecoveryId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM announced_phones WHERE account_id = ?1 AND announcement = ?2",
            &[account.into(), Value::Bytes(&id.0)],
        )
    }

    fn due_phones(&mut self, now: Timestamp, limit: u32) -> Result<Vec<AccountId>, StorageError> {
        self.all(
            "SELECT account_id FROM announced_phones WHERE due <= ?1 ORDER BY due LIMIT ?2",
            &[now.into(), limit.into()],
            |row| row.account(0),
        )
    }
}

/// Returns the values of what changes in a recovery, in the order of the columns.
fn state_values(record: &RecoveryRecord) -> [Value<'_>; 10] {
    let fields = record.state.to_fields();
    [
        fields.state.into(),
        fields.began.into(),
        fields.mailed.into(),
        fields.calls.into(),
        fields.last.map(CallEnd::name).into(),
        fields.call.map(|call| call.asked).into(),
        fields.call.map(|call| call.progress.name()).into(),
        fields.call.map(|call| call.wrong).into(),
        record.heard.as_ref().into(),
        record.approval.map(|approval| approval.at).into(),
    ]
}

fn read(row: &Row<'_>) -> Result<RecoveryRecord, StorageError> {
    let calls = small(row.int(5)?)?;
    let call = call(row, calls, 7)?;
    let state = Recovery::from_fields(
        row.text(2)?,
        row.time(3)?,
        row.opt_time(4)?,
        calls,
        row.opt_parse(6, "the end of a call", CallEnd::from_name)?,
        call,
    );
    let heard = row
        .opt_bytes(10)?
        .map(|bytes| bytes.try_into().map_err(|_| malformed("the hash of a report")));
    Ok(RecoveryRecord {
        id: id(row, 0)?,
        opened: row.time(1)?,
        state: state.ok_or_else(|| malformed("the state of a recovery"))?,
        heard: heard.transpose()?,
        approval: row.opt_time(11)?.map(|at| Approval { at }),
    })
}

/// Reads the call that is under way, from three columns: when it was asked for, how
/// far it has come, how many wrong digits there were.
pub(crate) fn call(row: &Row<'_>, number: u32, first: usize) -> Result<Option<Call>, StorageError> {
    let (Some(asked), Some(wrong)) = (row.opt_time(first)?, row.opt_int(first + 2)?) else {
        return Ok(None);
    };
    let progress = row.parse(first + 1, "the progress of a call", CallProgress::from_name)?;
    Ok(Some(Call { number, asked, progress, wrong: small(wrong)? }))
}

pub(crate) fn id(row: &Row<'_>, index: usize) -> Result<RecoveryId, StorageError> {
    let bytes = row.bytes(index)?;
    bytes.try_into().map(RecoveryId).map_err(|_| malformed("the id of a recovery"))
}

pub(crate) fn small(count: i64) -> Result<u32, StorageError> {
    u32::try_from(count).map_err(|_| malformed("a count of calls"))
}
