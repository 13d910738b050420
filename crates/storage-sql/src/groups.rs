//! Groups and who is in them.

use identity::group::Group;
use identity::names::{AccountId, GroupId, GroupName, Path, UserId};
use storage::{Groups, ListedUser, StorageError};

use crate::engine::{Row, SqlTx, Value};
use crate::users;

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT account_id, group_id, path, name, created FROM user_groups ", $rest)
    };
}

impl Groups for SqlTx<'_> {
    fn add_group(&mut self, group: &Group) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO user_groups (account_id, group_id, path, name, name_key, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            &[
                group.account.into(),
                group.id.as_str().into(),
                group.path.as_str().into(),
                group.name.as_str().into(),
                (&group.name.key()).into(),
                group.created.into(),
            ],
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "group name" }) }
    }

    fn group_by_name(
        &mut self,
        account: AccountId,
        name: &GroupName,
    ) -> Result<Option<Group>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND name_key = ?2"),
            &[account.into(), (&name.key()).into()],
            read,
        )
    }

    fn group(&mut self, account: AccountId, id: &GroupId) -> Result<Option<Group>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND group_id = ?2"),
            &[account.into(), id.as_str().into()],
            read,
        )
    }

    fn update_group(&mut self, group: &Group) -> Result<(), StorageError> {
        let updated = self.changed(
            "UPDATE user_groups SET path = ?3, name = ?4, name_key = ?5
             WHERE account_id = ?1 AND group_id = ?2 AND NOT EXISTS (
                 SELECT 1 FROM user_groups AS other
                 WHERE other.account_id = ?1 AND other.name_key = ?5 AND other.group_id <> ?2)",
            &[
                group.account.into(),
                group.id.as_str().into(),
                group.path.as_str().into(),
                group.name.as_str().into(),
                (&group.name.key()).into(),
            ],
        )?;
        if updated {
            return Ok(());
        }
        let there = self.group(group.account, &group.id)?.is_some();
        Err(StorageError::Conflict { what: if there { "group name" } else { "group" } })
    }

    fn remove_group(&mut self, account: AccountId, id: &GroupId) -> Result<bool, StorageError> {
        let which: [Value<'_>; 2] = [account.into(), id.as_str().into()];
        self.forget_holder(account, id.as_str())?;
        self.exec(
            "DELETE FROM memberships WHERE account_id = ?1 AND user_id IN (
                 SELECT user_id FROM memberships WHERE account_id = ?1 AND group_id = ?2)
                 AND group_id = ?2",
            &which,
        )?;
        self.changed("DELETE FROM user_groups WHERE account_id = ?1 AND group_id = ?2", &which)
    }

    fn groups(
        &mut self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Group>, StorageError> {
        self.all(
            select!("WHERE account_id = ?1 AND name_key > ?2 ORDER BY name_key LIMIT ?3"),
            &[account.into(), after.into(), limit.into()],
            read,
        )
    }

    fn count_groups(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number("SELECT count(*) FROM user_groups WHERE account_id = ?1", &[account.into()])
    }

    fn add_member(
        &mut self,
        account: AccountId,
        group: &GroupId,
        user: &UserId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "INSERT INTO memberships (account_id, user_id, group_id) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
            &[account.into(), user.as_str().into(), group.as_str().into()],
        )
    }

    fn remove_member(
        &mut self,
        account: AccountId,
        group: &GroupId,
        user: &UserId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM memberships WHERE account_id = ?1 AND user_id = ?2 AND group_id = ?3",
            &[account.into(), user.as_str().into(), group.as_str().into()],
        )
    }

    fn members(
        &mut self,
        account: AccountId,
        group: &GroupId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ListedUser>, StorageError> {
        self.all(
            "SELECT u.account_id, u.user_id, u.path, u.name, u.boundary, u.created, p.last_used
             FROM users AS u
             LEFT JOIN passwords AS p ON p.account_id = ?1 AND p.identity = u.user_id
             WHERE u.account_id = ?1 AND u.user_id IN (
                 SELECT user_id FROM memberships
                 WHERE account_id = ?1 AND group_id = ?2 AND user_id > ?3
                 ORDER BY user_id LIMIT ?4)
             ORDER BY u.user_id",
            &[account.into(), group.as_str().into(), after.into(), limit.into()],
            users::read_listed,
        )
    }

    fn groups_of(&mut self, account: AccountId, user: &UserId) -> Result<Vec<Group>, StorageError> {
        self.all(
            select!(
                "WHERE account_id = ?1 AND group_id IN (
                     SELECT group_id FROM memberships WHERE account_id = ?1 AND user_id = ?2)
                 ORDER BY name_key"
            ),
            &[account.into(), user.as_str().into()],
            read,
        )
    }
}

fn read(row: &Row<'_>) -> Result<Group, StorageError> {
    Ok(Group {
        account: row.account(0)?,
        id: row.parse(1, "the id of a group", GroupId::parse)?,
        path: row.parse(2, "the path of a group", |text| Path::parse(text).ok())?,
        name: row.parse(3, "the name of a group", |text| GroupName::parse(text).ok())?,
        created: row.time(4)?,
    })
}
