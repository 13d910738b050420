//! Passkeys: the public halves, and the look-up that keeps their ids unique.

use identity::device::Passkey;
use identity::names::{AccountId, SerialNumber};
use identity::{Identity, Timestamp};
use sha2::{Digest, Sha256};
use storage::{Passkeys, PasskeysOnly, StorageError};
use webauthn::{Attachment, Credential, PublicKey, Transport};

use crate::engine::{Row, SqlTx, malformed};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.serial, p.credential_id, p.public_key, p.sign_count, p.user_verified, \
             p.backup_eligible, p.backed_up, p.transports, p.attachment, p.aaguid \
             FROM passkeys AS p ",
            $rest
        )
    };
}

impl Passkeys for SqlTx<'_> {
    fn add_passkey(&mut self, account: AccountId, passkey: &Passkey) -> Result<(), StorageError> {
        let Passkey { serial, credential } = passkey;
        let hash: [u8; 32] = Sha256::digest(&credential.id).into();
        let is_new = self.changed(
            "INSERT INTO passkey_ids (credential_hash, account_id, serial_key)
             VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            &[(&hash).into(), account.into(), (&serial.key()).into()],
        )?;
        if !is_new {
            return Err(StorageError::Conflict { what: "passkey" });
        }
        let transports: Vec<&str> = credential.transports.iter().map(|one| one.key()).collect();
        self.exec(
            "INSERT INTO passkeys (account_id, serial_key, serial, credential_id, public_key,
                 sign_count, user_verified, backup_eligible, backed_up, transports, attachment,
                 aaguid)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            &[
                account.into(),
                (&serial.key()).into(),
                serial.as_str().into(),
                credential.id.as_slice().into(),
                credential.key.as_bytes().into(),
                credential.sign_count.into(),
                credential.user_verified.into(),
                credential.backup_eligible.into(),
                credential.backed_up.into(),
                (&transports.join(" ")).into(),
                credential.attachment.map(Attachment::key).into(),
                credential.aaguid.as_slice().into(),
            ],
        )
        .map(drop)
    }

    fn passkey(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<Option<Passkey>, StorageError> {
        self.first(
            select!("WHERE p.account_id = ?1 AND p.serial_key = ?2"),
            &[account.into(), (&serial.key()).into()],
            read,
        )
    }

    fn passkeys_of(
        &mut self,
        account: AccountId,
        owner: &Identity,
    ) -> Result<Vec<Passkey>, StorageError> {
        self.all(
            // From the few devices of the owner to their passkeys.
            select!(
                "CROSS JOIN devices AS d
                 WHERE p.account_id = ?1 AND d.account_id = ?1 AND d.serial_key = p.serial_key
                     AND d.assigned_since IS NOT NULL AND p.serial_key IN (
                         SELECT serial_key FROM devices WHERE account_id = ?1 AND owner = ?2)
                 ORDER BY d.created, d.serial_key"
            ),
            &[account.into(), owner.into()],
            read,
        )
    }

    fn note_passkey_use(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        sign_count: u32,
        backed_up: bool,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let grew = self.changed(
            "UPDATE passkeys SET sign_count = ?3, backed_up = ?4
             WHERE account_id = ?1 AND serial_key = ?2
                 AND (sign_count < ?3 OR (sign_count = 0 AND ?3 = 0))",
            &[account.into(), (&serial.key()).into(), sign_count.into(), backed_up.into()],
        )?;
        if grew {
            self.exec(
                "UPDATE devices SET last_used = ?3 WHERE account_id = ?1 AND serial_key = ?2",
                &[account.into(), (&serial.key()).into(), now.into()],
            )?;
        }
        Ok(grew)
    }

    fn passkeys_only(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<PasskeysOnly>, StorageError> {
        self.first(
            "SELECT since, demanded FROM passkeys_only WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
            |row| Ok(PasskeysOnly { since: row.time(0)?, demanded: row.flag(1)? }),
        )
    }

    fn set_passkeys_only(
        &mut self,
        account: AccountId,
        identity: &Identity,
        rule: Option<PasskeysOnly>,
    ) -> Result<(), StorageError> {
        let Some(rule) = rule else {
            return self
                .exec(
                    "DELETE FROM passkeys_only WHERE account_id = ?1 AND identity = ?2",
                    &[account.into(), identity.into()],
                )
                .map(drop);
        };
        self.exec(
            "INSERT INTO passkeys_only (account_id, identity, since, demanded)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account_id, identity) DO UPDATE SET since = excluded.since,
                 demanded = excluded.demanded",
            &[account.into(), identity.into(), rule.since.into(), rule.demanded.into()],
        )
        .map(drop)
    }
}

fn read(row: &Row<'_>) -> Result<Passkey, StorageError> {
    let sign_count = u32::try_from(row.count(3)?).map_err(|_| malformed("a sign count"))?;
    let aaguid = row.bytes(9)?.try_into().map_err(|_| malformed("the model of a passkey"))?;
    Ok(Passkey {
        serial: row.parse(0, "a serial number", |text| SerialNumber::parse(text).ok())?,
        credential: Credential {
            id: row.bytes(1)?.to_vec(),
            key: PublicKey::from_bytes(row.bytes(2)?.to_vec()),
            sign_count,
            user_verified: row.flag(4)?,
            backup_eligible: row.flag(5)?,
            backed_up: row.flag(6)?,
            transports: Transport::known(row.text(7)?.split(' ')),
            attachment: row.opt_parse(8, "an attachment", Attachment::from_key)?,
            aaguid,
        },
    })
}
