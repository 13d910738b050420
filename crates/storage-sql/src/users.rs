//! IAM users.

use std::sync::Arc;

use identity::names::{AccountId, Path, PolicyId, UserId, UserName};
use identity::user::User;
use storage::{ListedUser, StorageError, Users};

use crate::engine::{Row, SqlTx, Value};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT account_id, user_id, path, name, boundary, created FROM users ", $rest)
    };
}

macro_rules! select_listed {
    ($rest:literal) => {
        concat!(
            "SELECT u.account_id, u.user_id, u.path, u.name, u.boundary, u.created, p.last_used
             FROM users AS u
             LEFT JOIN passwords AS p ON p.account_id = ?1 AND p.identity = u.user_id ",
            $rest
        )
    };
}

/// Comes after every character that a name may have.
const LAST: char = '\u{7f}';

impl Users for SqlTx<'_> {
    fn add_user(&mut self, user: &User) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO users (account_id, user_id, path, name, name_key, boundary, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            &[
                user.account.into(),
                user.id.as_str().into(),
                user.path.as_str().into(),
                user.name.as_str().into(),
                (&user.name.key()).into(),
                user.boundary.as_ref().map(PolicyId::as_str).into(),
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
            "UPDATE users SET name = ?3, name_key = ?4, path = ?5, boundary = ?6
             WHERE account_id = ?1 AND user_id = ?2 AND NOT EXISTS (
                 SELECT 1 FROM users AS other
                 WHERE other.account_id = ?1 AND other.name_key = ?4 AND other.user_id <> ?2)",
            &[
                user.account.into(),
                user.id.as_str().into(),
                user.name.as_str().into(),
                (&user.name.key()).into(),
                user.path.as_str().into(),
                user.boundary.as_ref().map(PolicyId::as_str).into(),
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
        for sql in [
            "DELETE FROM recovery_codes WHERE account_id = ?1 AND identity = ?2",
            "DELETE FROM enrolments_due WHERE account_id = ?1 AND identity = ?2",
            "DELETE FROM access_answers WHERE account_id = ?1 AND identity = ?2",
            "DELETE FROM reset_requests WHERE account_id = ?1 AND user_id = ?2",
            "DELETE FROM drills WHERE account_id = ?1 AND identity = ?2",
            "DELETE FROM passkeys_only WHERE account_id = ?1 AND identity = ?2",
        ] {
            self.exec(sql, &whose)?;
        }
        self.exec("DELETE FROM password_history WHERE account_id = ?1 AND identity = ?2", &whose)?;
        self.exec("DELETE FROM access_keys WHERE account_id = ?1 AND owner = ?2", &whose)?;
        self.exec("DELETE FROM memberships WHERE account_id = ?1 AND user_id = ?2", &whose)?;
        self.forget_holder(account, id.as_str())?;
        self.exec(
            "DELETE FROM tags WHERE account_id = ?1 AND holder IN (
                 SELECT serial_key FROM devices WHERE account_id = ?1 AND owner = ?2)",
            &whose,
        )?;
        self.exec(
            "DELETE FROM passkey_ids WHERE account_id = ?1 AND serial_key IN (
                 SELECT serial_key FROM devices WHERE account_id = ?1 AND owner = ?2)",
            &whose,
        )?;
        self.exec(
            "DELETE FROM passkeys WHERE account_id = ?1 AND serial_key IN (
                 SELECT serial_key FROM devices WHERE account_id = ?1 AND owner = ?2)",
            &whose,
        )?;
        self.exec("DELETE FROM challenges WHERE account_id = ?1 AND identity = ?2", &whose)?;
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

    fn listed_users(
        &mut self,
        account: AccountId,
        after: Option<&UserName>,
        limit: u32,
    ) -> Result<Vec<Arc<ListedUser>>, StorageError> {
        // No name is empty, so all come after that.
        let after = after.map(UserName::key).unwrap_or_default();
        self.shared(
            select_listed!(
                "WHERE u.account_id = ?1 AND u.name_key > ?2 ORDER BY u.name_key LIMIT ?3"
            ),
            &[account.into(), (&after).into(), limit.into()],
            read_listed,
        )
    }

    fn users_by_path(
        &mut self,
        account: AccountId,
        path: &str,
        after: Option<(&str, &UserName)>,
        limit: u32,
    ) -> Result<Vec<Arc<ListedUser>>, StorageError> {
        let end = format!("{path}{LAST}");
        match after.filter(|(after, _)| *after >= path) {
            None => self.shared(
                select_listed!(
                    "WHERE u.account_id = ?1 AND u.path >= ?2 AND u.path < ?3
                     ORDER BY u.path, u.name_key LIMIT ?4"
                ),
                &[account.into(), path.into(), (&end).into(), limit.into()],
                read_listed,
            ),
            Some((after, name)) => self.shared(
                select_listed!(
                    "WHERE u.account_id = ?1 AND (u.path, u.name_key) > (?2, ?4) AND u.path < ?3
                     ORDER BY u.path, u.name_key LIMIT ?5"
                ),
                &[account.into(), after.into(), (&end).into(), (&name.key()).into(), limit.into()],
                read_listed,
            ),
        }
    }

    fn users_with_policy(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
        limit: u32,
    ) -> Result<Vec<User>, StorageError> {
        self.all(
            // From the few who have it to their rows: with IN, SQLite reads all users
            // in the order of their names.
            "SELECT u.account_id, u.user_id, u.path, u.name, u.boundary, u.created
             FROM (
                 SELECT holder FROM attachments WHERE account_id = ?1 AND policy = ?2
                 UNION
                 SELECT m.user_id FROM attachments AS a CROSS JOIN memberships AS m
                 WHERE a.account_id = ?1 AND a.policy = ?2
                     AND m.account_id = ?1 AND m.group_id = a.holder
             ) AS h CROSS JOIN users AS u
             WHERE u.account_id = ?1 AND u.user_id = h.holder
             ORDER BY u.name_key LIMIT ?3",
            &[account.into(), policy.as_str().into(), limit.into()],
            read,
        )
    }

    fn user_has_policy(
        &mut self,
        account: AccountId,
        id: &UserId,
        policy: &PolicyId,
    ) -> Result<bool, StorageError> {
        let found = self.first(
            "SELECT 1 FROM attachments WHERE account_id = ?1 AND holder = ?2 AND policy = ?3
             UNION ALL
             SELECT 1 FROM memberships AS m CROSS JOIN attachments AS a
             WHERE m.account_id = ?1 AND m.user_id = ?2
                 AND a.account_id = ?1 AND a.holder = m.group_id AND a.policy = ?3",
            &[account.into(), id.as_str().into(), policy.as_str().into()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn count_users(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number("SELECT count(*) FROM users WHERE account_id = ?1", &[account.into()])
    }
}

pub(crate) fn read_listed(row: &Row<'_>) -> Result<ListedUser, StorageError> {
    let user = read(row)?;
    Ok(ListedUser { arn: user.arn(), user, password_last_used: row.opt_time(6)? })
}

pub(crate) fn read(row: &Row<'_>) -> Result<User, StorageError> {
    Ok(User {
        account: row.account(0)?,
        id: row.parse(1, "the id of a user", UserId::parse)?,
        path: row.parse(2, "the path of a user", |text| Path::parse(text).ok())?,
        name: row.parse(3, "the name of a user", |text| UserName::parse(text).ok())?,
        boundary: row.opt_parse(4, "a boundary", PolicyId::parse)?,
        created: row.time(5)?,
    })
}
