//! Roles.

use identity::Timestamp;
use identity::names::{AccountId, Path, PolicyId, RoleId, RoleName};
use identity::role::Role;
use storage::{Roles, StorageError};

use crate::engine::{Row, SqlTx, malformed};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT account_id, role_id, path, name, created, description, max_session, trust, \
             boundary, last_used FROM roles ",
            $rest
        )
    };
}

impl Roles for SqlTx<'_> {
    fn add_role(&mut self, role: &Role) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO roles (account_id, role_id, path, name, name_key, created, description,
                 max_session, trust, boundary)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
            &[
                role.account.into(),
                role.id.as_str().into(),
                role.path.as_str().into(),
                role.name.as_str().into(),
                (&role.name.key()).into(),
                role.created.into(),
                (&role.description).into(),
                role.max_session.into(),
                (&role.trust).into(),
                role.boundary.as_ref().map(PolicyId::as_str).into(),
            ],
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "role name" }) }
    }

    fn role(&mut self, account: AccountId, id: &RoleId) -> Result<Option<Role>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND role_id = ?2"),
            &[account.into(), id.as_str().into()],
            read,
        )
    }

    fn role_by_name(
        &mut self,
        account: AccountId,
        name: &RoleName,
    ) -> Result<Option<Role>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND name_key = ?2"),
            &[account.into(), (&name.key()).into()],
            read,
        )
    }

    fn update_role(&mut self, role: &Role) -> Result<(), StorageError> {
        let updated = self.changed(
            "UPDATE roles SET description = ?3, max_session = ?4, trust = ?5, boundary = ?6
             WHERE account_id = ?1 AND role_id = ?2",
            &[
                role.account.into(),
                role.id.as_str().into(),
                (&role.description).into(),
                role.max_session.into(),
                (&role.trust).into(),
                role.boundary.as_ref().map(PolicyId::as_str).into(),
            ],
        )?;
        if updated { Ok(()) } else { Err(StorageError::Conflict { what: "role" }) }
    }

    fn note_role_use(
        &mut self,
        account: AccountId,
        id: &RoleId,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "UPDATE roles SET last_used = ?3 WHERE account_id = ?1 AND role_id = ?2",
            &[account.into(), id.as_str().into(), at.into()],
        )
        .map(drop)
    }

    fn remove_role(&mut self, account: AccountId, id: &RoleId) -> Result<bool, StorageError> {
        self.forget_holder(account, id.as_str())?;
        self.changed(
            "DELETE FROM roles WHERE account_id = ?1 AND role_id = ?2",
            &[account.into(), id.as_str().into()],
        )
    }

    fn roles(
        &mut self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Role>, StorageError> {
        self.all(
            select!("WHERE account_id = ?1 AND name_key > ?2 ORDER BY name_key LIMIT ?3"),
            &[account.into(), after.into(), limit.into()],
            read,
        )
    }

    fn count_roles(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number("SELECT count(*) FROM roles WHERE account_id = ?1", &[account.into()])
    }
}

fn read(row: &Row<'_>) -> Result<Role, StorageError> {
    Ok(Role {
        account: row.account(0)?,
        id: row.parse(1, "the id of a role", RoleId::parse)?,
        path: row.parse(2, "the path of a role", |text| Path::parse(text).ok())?,
        name: row.parse(3, "the name of a role", |text| RoleName::parse(text).ok())?,
        created: row.time(4)?,
        description: row.text(5)?.to_owned(),
        max_session: u32::try_from(row.int(6)?)
            .map_err(|_| malformed("the session length of a role"))?,
        trust: row.text(7)?.to_owned(),
        boundary: row.opt_parse(8, "a boundary", PolicyId::parse)?,
        last_used: row.opt_time(9)?,
    })
}
