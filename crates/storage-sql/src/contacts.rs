//! Contact details, and the codes that they wait for.

use identity::contact::{Contact, ContactRecord, PendingContact};
use identity::names::AccountId;
use identity::{Identity, Timestamp};
use storage::{Contacts, StorageError};

use crate::engine::{SqlTx, malformed};

impl Contacts for SqlTx<'_> {
    fn contacts(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<(Contact, ContactRecord)>, StorageError> {
        let mut found = self.all(
            "SELECT contact, value, name, confirmed, reviewed FROM contacts
             WHERE account_id = ?1",
            &[account.into()],
            |row| {
                let contact = row.parse(0, "a contact", Contact::from_key)?;
                let record = ContactRecord {
                    value: row.text(1)?.to_owned(),
                    name: row.text(2)?.to_owned(),
                    confirmed: row.opt_time(3)?,
                    reviewed: row.time(4)?,
                };
                Ok((contact, record))
            },
        )?;
        found.sort_by_key(|(contact, _)| *contact);
        Ok(found)
    }

    fn put_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
        record: &ContactRecord,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO contacts (account_id, contact, value, name, confirmed, reviewed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (account_id, contact) DO UPDATE SET value = excluded.value,
                 name = excluded.name, confirmed = excluded.confirmed,
                 reviewed = excluded.reviewed",
            &[
                account.into(),
                contact.key().into(),
                (&record.value).into(),
                (&record.name).into(),
                record.confirmed.into(),
                record.reviewed.into(),
            ],
        )
        .map(drop)
    }

    fn remove_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<bool, StorageError> {
        let waited = self.remove_pending_contact(account, contact)?;
        let known = self.changed(
            "DELETE FROM contacts WHERE account_id = ?1 AND contact = ?2",
            &[account.into(), contact.key().into()],
        )?;
        Ok(waited || known)
    }

    fn pending_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<Option<PendingContact>, StorageError> {
        self.first(
            "SELECT value, name, code, sent, failures FROM pending_contacts
             WHERE account_id = ?1 AND contact = ?2",
            &[account.into(), contact.key().into()],
            |row| {
                Ok(PendingContact {
                    value: row.text(0)?.to_owned(),
                    name: row.text(1)?.to_owned(),
                    code: row
                        .bytes(2)?
                        .try_into()
                        .map_err(|_| malformed("the hash of a contact's code"))?,
                    sent: row.time(3)?,
                    failures: u32::try_from(row.count(4)?)
                        .map_err(|_| malformed("a counter of failures"))?,
                })
            },
        )
    }

    fn put_pending_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
        pending: &PendingContact,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO pending_contacts
                 (account_id, contact, value, name, code, sent, failures)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (account_id, contact) DO UPDATE SET value = excluded.value,
                 name = excluded.name, code = excluded.code, sent = excluded.sent,
                 failures = excluded.failures",
            &[
                account.into(),
                contact.key().into(),
                (&pending.value).into(),
                (&pending.name).into(),
                (&pending.code).into(),
                pending.sent.into(),
                pending.failures.into(),
            ],
        )
        .map(drop)
    }

    fn remove_pending_contact(
        &mut self,
        account: AccountId,
        contact: Contact,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM pending_contacts WHERE account_id = ?1 AND contact = ?2",
            &[account.into(), contact.key().into()],
        )
    }

    fn mail_reset(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<Timestamp>, StorageError> {
        self.first(
            "SELECT at FROM mail_resets WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
            |row| row.time(0),
        )
    }

    fn note_mail_reset(
        &mut self,
        account: AccountId,
        identity: &Identity,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO mail_resets (account_id, identity, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, identity) DO UPDATE SET at = excluded.at",
            &[account.into(), identity.into(), at.into()],
        )
        .map(drop)
    }
}
