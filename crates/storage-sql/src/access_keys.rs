//! Access keys.

use identity::access_key::{AccessKey, KeyUse};
use identity::names::{AccessKeyId, AccountId};
use identity::{Identity, Timestamp};
use storage::{AccessKeys, StorageError};

use crate::engine::{Row, SqlTx};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT key_id, owner, sealed_secret, active, created, used_at, used_service, \
             used_region FROM access_keys ",
            $rest
        )
    };
}

impl AccessKeys for SqlTx<'_> {
    fn add_access_key(&mut self, key: &AccessKey) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO access_keys (account_id, key_id, owner, sealed_secret, active, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            &[
                key.account().into(),
                key.id.as_str().into(),
                (&key.owner).into(),
                key.sealed_secret.as_slice().into(),
                key.active.into(),
                key.created.into(),
            ],
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "access key" }) }
    }

    fn access_key(&mut self, id: &AccessKeyId) -> Result<Option<AccessKey>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND key_id = ?2"),
            &[id.account().into(), id.as_str().into()],
            read,
        )
    }

    fn access_keys_of(
        &mut self,
        account: AccountId,
        owner: &Identity,
    ) -> Result<Vec<AccessKey>, StorageError> {
        self.all(
            // As with devices: the inner look-up makes SQLite take the index.
            select!(
                "WHERE account_id = ?1 AND key_id IN (
                     SELECT key_id FROM access_keys WHERE account_id = ?1 AND owner = ?2)
                 ORDER BY created, key_id"
            ),
            &[account.into(), owner.into()],
            read,
        )
    }

    fn set_access_key_active(
        &mut self,
        id: &AccessKeyId,
        active: bool,
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE access_keys SET active = ?3 WHERE account_id = ?1 AND key_id = ?2",
            &[id.account().into(), id.as_str().into(), active.into()],
        )
    }

    fn note_access_key_use(&mut self, id: &AccessKeyId, used: &KeyUse) -> Result<(), StorageError> {
        self.exec(
            "UPDATE access_keys SET used_at = ?3, used_service = ?4, used_region = ?5
             WHERE account_id = ?1 AND key_id = ?2",
            &[
                id.account().into(),
                id.as_str().into(),
                used.at.into(),
                (&used.service).into(),
                (&used.region).into(),
            ],
        )
        .map(drop)
    }

    fn remove_access_key(&mut self, id: &AccessKeyId) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM access_keys WHERE account_id = ?1 AND key_id = ?2",
            &[id.account().into(), id.as_str().into()],
        )
    }

    fn revoke_sessions(
        &mut self,
        account: AccountId,
        holder: &str,
        issued_before: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO revocations (account_id, identity, issued_before) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, identity) DO UPDATE
                 SET issued_before = excluded.issued_before
                 WHERE revocations.issued_before < excluded.issued_before",
            &[account.into(), holder.into(), issued_before.into()],
        )
        .map(drop)
    }

    fn sessions_revoked_before(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Option<Timestamp>, StorageError> {
        self.first(
            "SELECT issued_before FROM revocations WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), holder.into()],
            |row| row.time(0),
        )
    }

    fn note_service_use(
        &mut self,
        account: AccountId,
        holder: &str,
        used: &KeyUse,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO service_uses (account_id, holder, service, at, region)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (account_id, holder, service) DO UPDATE
                 SET at = excluded.at, region = excluded.region",
            &[
                account.into(),
                holder.into(),
                (&used.service).into(),
                used.at.into(),
                (&used.region).into(),
            ],
        )
        .map(drop)
    }

    fn service_uses(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<KeyUse>, StorageError> {
        self.all(
            "SELECT service, at, region FROM service_uses
             WHERE account_id = ?1 AND holder = ?2 ORDER BY service",
            &[account.into(), holder.into()],
            |row| {
                let (service, region) = (row.text(0)?.to_owned(), row.text(2)?.to_owned());
                Ok(KeyUse { at: row.time(1)?, service, region })
            },
        )
    }
}

fn read(row: &Row<'_>) -> Result<AccessKey, StorageError> {
    let text = |index| Ok::<_, StorageError>(row.opt_text(index)?.unwrap_or_default().to_owned());
    let last_used = match row.opt_time(5)? {
        None => None,
        Some(at) => Some(KeyUse { at, service: text(6)?, region: text(7)? }),
    };
    Ok(AccessKey {
        id: row.parse(0, "the id of an access key", AccessKeyId::parse)?,
        owner: row.identity(1)?,
        sealed_secret: row.bytes(2)?.to_vec(),
        active: row.flag(3)?,
        created: row.time(4)?,
        last_used,
    })
}
