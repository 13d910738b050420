//! IAM users.

use identity::names::{AccountId, UserId, UserName};
use identity::user::User;
use storage::{StorageError, Users};

use crate::engine::{Row, SqlTx, Value};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT account_id, user_id, name, administrator, created FROM users ", $rest)
    };
}

/// Comes after every character that a name may have.
const LAST: char = '\u{7f}';

impl Users for SqlTx<'_> {
    fn add_user(&mut self, user: &User) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO users (account_id, user_id, name, name_key, administrator, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            &[
                user.account.into(),
                user.id.as_str().into(),
                user.name.as_str().into(),
                (&user.name.key()).into(),
                user.administrator.into(),
                user.created.into(),
            ],
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "user name" }) }
    }

    fn user(&mut self, account: AccountId, id: &UserId) -> Result<Option<User>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND user_id = ?2"),
            &[account.into(), id.as_str().into()],
            read,
        )
    }

    fn user_by_name(
        &mut self,
        account: AccountId,
        name: &UserName,
    ) -> Result<Option<User>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND name_key = ?2"),
            &[account.into(), (&name.key()).into()],
            read,
        )
    }

    fn update_user(&mut self, user: &User) -> Result<(), StorageError> {
        let updated = self.changed(
            "UPDATE users SET name = ?3, name_key = ?4, administrator = ?5
             WHERE account_id = ?1 AND user_id = ?2 AND NOT EXISTS (
                 SELECT 1 FROM users AS other
                 WHERE other.account_id = ?1 AND other.name_key = ?4 AND other.user_id <> ?2)",
            &[
                user.account.into(),
                user.id.as_str().into(),
                user.name.as_str().into(),
                (&user.name.key()).into(),
                user.administrator.into(),
            ],
        )?;
        if updated {
            return Ok(());
        }
        let what = if self.user(user.account, &user.id)?.is_some() { "user name" } else { "user" };
        Err(StorageError::Conflict { what })
    }

    fn remove_user(&mut self, account: AccountId, id: &UserId) -> Result<bool, StorageError> {
        // The key of an identity is the id of its user.
        let whose: [Value<'_>; 2] = [account.into(), id.as_str().into()];
        self.exec("DELETE FROM passwords WHERE account_id = ?1 AND identity = ?2", &whose)?;
        self.exec("DELETE FROM sign_ins WHERE account_id = ?1 AND identity = ?2", &whose)?;
        self.exec("DELETE FROM sessions WHERE account_id = ?1 AND identity = ?2", &whose)?;
        self.exec("DELETE FROM devices WHERE account_id = ?1 AND owner = ?2", &whose)?;
        self.changed("DELETE FROM users WHERE account_id = ?1 AND user_id = ?2", &whose)
    }

    fn users(
        &mut self,
        account: AccountId,
        prefix: &str,
        after: Option<&UserName>,
        limit: u32,
    ) -> Result<Vec<User>, StorageError> {
        let prefix = prefix.to_ascii_lowercase();
        if !prefix.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Vec::new());
        }
        let end = format!("{prefix}{LAST}");
        match after.map(UserName::key).filter(|after| *after >= prefix) {
            None => self.all(
                select!(
                    "WHERE account_id = ?1 AND name_key >= ?2 AND name_key < ?3
                     ORDER BY name_key LIMIT ?4"
                ),
                &[account.into(), (&prefix).into(), (&end).into(), limit.into()],
                read,
            ),
            Some(after) => self.all(
                select!(
                    "WHERE account_id = ?1 AND name_key > ?2 AND name_key < ?3
                     ORDER BY name_key LIMIT ?4"
                ),
                &[account.into(), (&after).into(), (&end).into(), limit.into()],
                read,
            ),
        }
    }

    fn administrators(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<User>, StorageError> {
        self.all(
            select!("WHERE account_id = ?1 AND administrator = 1 ORDER BY name_key LIMIT ?2"),
            &[account.into(), limit.into()],
            read,
        )
    }

    fn count_users(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number("SELECT count(*) FROM users WHERE account_id = ?1", &[account.into()])
    }
}

fn read(row: &Row<'_>) -> Result<User, StorageError> {
    Ok(User {
        account: row.account(0)?,
        id: row.parse(1, "the id of a user", UserId::parse)?,
        name: row.parse(2, "the name of a user", |text| UserName::parse(text).ok())?,
        administrator: row.flag(3)?,
        created: row.time(4)?,
    })
}
