//! Sessions of the console.

use identity::names::{AccountId, SerialNumber};
use identity::session::SessionScope;
use identity::{Identity, Timestamp};
use storage::{SessionRecord, Sessions, StorageError, TokenHash};

use crate::engine::{Row, SqlTx, Value};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT identity, began, last_seen, password_at, factor_at, device, peer, agent, \
             scope \
             FROM sessions ",
            $rest
        )
    };
}

impl Sessions for SqlTx<'_> {
    fn add_session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
        session: &SessionRecord,
    ) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO sessions (account_id, token, identity, began, last_seen, password_at,
                 factor_at, device, peer, agent, scope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
            &[
                account.into(),
                token.into(),
                (&session.identity).into(),
                session.began.into(),
                session.last_seen.into(),
                session.password_at.into(),
                session.factor_at.into(),
                session.device.as_ref().map(SerialNumber::as_str).into(),
                (&session.peer).into(),
                (&session.agent).into(),
                session.scope.name().into(),
            ],
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "session" }) }
    }

    fn session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<Option<SessionRecord>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND token = ?2"),
            &[account.into(), token.into()],
            read,
        )
    }

    fn touch_session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "UPDATE sessions SET last_seen = ?3 WHERE account_id = ?1 AND token = ?2",
            &[account.into(), token.into(), now.into()],
        )
        .map(drop)
    }

    fn renew_session(
        &mut self,
        account: AccountId,
        old: &TokenHash,
        new: &TokenHash,
        session: &SessionRecord,
    ) -> Result<bool, StorageError> {
        // Whose it is and when it began stay: a renewal never makes it last longer.
        self.changed(
            "UPDATE sessions SET token = ?3, last_seen = ?4, password_at = ?5, factor_at = ?6,
                 device = ?7
             WHERE account_id = ?1 AND token = ?2",
            &[
                account.into(),
                old.into(),
                new.into(),
                session.last_seen.into(),
                session.password_at.into(),
                session.factor_at.into(),
                session.device.as_ref().map(SerialNumber::as_str).into(),
            ],
        )
    }

    fn remove_session(
        &mut self,
        account: AccountId,
        token: &TokenHash,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM sessions WHERE account_id = ?1 AND token = ?2",
            &[account.into(), token.into()],
        )
    }

    fn remove_sessions_of(
        &mut self,
        account: AccountId,
        identity: &Identity,
        keep: Option<&TokenHash>,
    ) -> Result<u64, StorageError> {
        // No token is empty.
        let keep = keep.map_or(Value::Bytes(&[]), Into::into);
        self.exec(
            "DELETE FROM sessions WHERE account_id = ?1 AND identity = ?2 AND token <> ?3",
            &[account.into(), identity.into(), keep],
        )
    }

    fn sessions_of(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<SessionRecord>, StorageError> {
        self.all(
            select!("WHERE account_id = ?1 AND identity = ?2 ORDER BY began DESC LIMIT 100"),
            &[account.into(), identity.into()],
            read,
        )
    }

    fn purge_sessions(&mut self, began_before: Timestamp) -> Result<(), StorageError> {
        self.exec("DELETE FROM sessions WHERE began < ?1", &[began_before.into()]).map(drop)
    }
}

fn read(row: &Row<'_>) -> Result<SessionRecord, StorageError> {
    Ok(SessionRecord {
        identity: row.identity(0)?,
        began: row.time(1)?,
        last_seen: row.time(2)?,
        password_at: row.time(3)?,
        factor_at: row.opt_time(4)?,
        device: row.opt_parse(5, "a serial number", |text| SerialNumber::parse(text).ok())?,
        peer: row.text(6)?.to_owned(),
        agent: row.text(7)?.to_owned(),
        scope: row
            .opt_parse(8, "the scope of a session", SessionScope::from_name)?
            .unwrap_or(SessionScope::Whole),
    })
}
