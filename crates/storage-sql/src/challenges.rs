//! Challenges for passkeys, between two requests.

use identity::Timestamp;
use identity::device::ChallengePurpose;
use identity::names::{AccountId, SerialNumber};
use storage::{Challenges, OpenChallenge, StorageError, TokenHash};

use crate::engine::{Row, SqlTx, malformed};

impl Challenges for SqlTx<'_> {
    fn put_challenge(
        &mut self,
        account: AccountId,
        challenge: &OpenChallenge,
        most: u32,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO challenges
                 (account_id, challenge, holder, identity, purpose, device, began)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &[
                account.into(),
                (&challenge.challenge).into(),
                (&challenge.holder).into(),
                (&challenge.identity).into(),
                challenge.purpose.key().into(),
                challenge.device.as_ref().map(SerialNumber::as_str).into(),
                challenge.began.into(),
            ],
        )?;
        self.exec(
            "DELETE FROM challenges
             WHERE account_id = ?1 AND holder = ?2 AND challenge NOT IN (
                 SELECT challenge FROM challenges WHERE account_id = ?1 AND holder = ?2
                 ORDER BY began DESC, challenge LIMIT ?3)",
            &[account.into(), (&challenge.holder).into(), most.into()],
        )
        .map(drop)
    }

    fn challenge(
        &mut self,
        account: AccountId,
        challenge: &[u8; 32],
    ) -> Result<Option<OpenChallenge>, StorageError> {
        self.first(
            "SELECT challenge, holder, identity, purpose, device, began FROM challenges
             WHERE account_id = ?1 AND challenge = ?2",
            &[account.into(), challenge.into()],
            read,
        )
    }

    fn take_challenge(
        &mut self,
        account: AccountId,
        challenge: &[u8; 32],
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM challenges WHERE account_id = ?1 AND challenge = ?2",
            &[account.into(), challenge.into()],
        )
    }

    fn purge_challenges(&mut self, began_before: Timestamp) -> Result<(), StorageError> {
        self.exec("DELETE FROM challenges WHERE began < ?1", &[began_before.into()]).map(drop)
    }
}

fn read(row: &Row<'_>) -> Result<OpenChallenge, StorageError> {
    let bytes = |index| -> Result<[u8; 32], StorageError> {
        row.bytes(index)?.try_into().map_err(|_| malformed("a challenge"))
    };
    Ok(OpenChallenge {
        challenge: bytes(0)?,
        holder: TokenHash(bytes(1)?),
        identity: row.identity(2)?,
        purpose: row.parse(3, "the purpose of a challenge", ChallengePurpose::from_key)?,
        device: row.opt_parse(4, "a serial number", |text| SerialNumber::parse(text).ok())?,
        began: row.time(5)?,
    })
}
