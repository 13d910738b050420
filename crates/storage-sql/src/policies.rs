//! Managed policies and their versions.

use identity::managed_policy::{ManagedPolicy, PolicyVersion};
use identity::names::{AccountId, Path, PolicyId, PolicyName};
use storage::{AppliedPolicy, Policies, StorageError};

use crate::engine::{Row, SqlTx, malformed};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT account_id, policy_id, path, name, description, default_version, \
             last_version, created, updated FROM policies ",
            $rest
        )
    };
}

impl Policies for SqlTx<'_> {
    fn add_policy(
        &mut self,
        policy: &ManagedPolicy,
        first: &PolicyVersion,
    ) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO policies (account_id, policy_id, path, name, name_key, description,
                 default_version, last_version, created, updated)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
            &[
                policy.account.into(),
                policy.id.as_str().into(),
                policy.path.as_str().into(),
                policy.name.as_str().into(),
                (&policy.name.key()).into(),
                (&policy.description).into(),
                policy.default_version.into(),
                policy.last_version.into(),
                policy.created.into(),
                policy.updated.into(),
            ],
        )?;
        if !added {
            return Err(StorageError::Conflict { what: "policy name" });
        }
        self.add_policy_version(policy.account, &policy.id, first)
    }

    fn policy(
        &mut self,
        account: AccountId,
        id: &PolicyId,
    ) -> Result<Option<ManagedPolicy>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND policy_id = ?2"),
            &[account.into(), id.as_str().into()],
            read,
        )
    }

    fn policy_by_name(
        &mut self,
        account: AccountId,
        name: &PolicyName,
    ) -> Result<Option<ManagedPolicy>, StorageError> {
        self.first(
            select!("WHERE account_id = ?1 AND name_key = ?2"),
            &[account.into(), (&name.key()).into()],
            read,
        )
    }

    fn update_policy(&mut self, policy: &ManagedPolicy) -> Result<(), StorageError> {
        let updated = self.changed(
            "UPDATE policies SET default_version = ?3, last_version = ?4, updated = ?5
             WHERE account_id = ?1 AND policy_id = ?2",
            &[
                policy.account.into(),
                policy.id.as_str().into(),
                policy.default_version.into(),
                policy.last_version.into(),
                policy.updated.into(),
            ],
        )?;
        if updated { Ok(()) } else { Err(StorageError::Conflict { what: "policy" }) }
    }

    fn remove_policy(&mut self, account: AccountId, id: &PolicyId) -> Result<bool, StorageError> {
        let which = [account.into(), id.as_str().into()];
        self.forget_holder(account, id.as_str())?;
        self.exec("DELETE FROM policy_versions WHERE account_id = ?1 AND policy_id = ?2", &which)?;
        self.changed("DELETE FROM policies WHERE account_id = ?1 AND policy_id = ?2", &which)
    }

    fn policies(
        &mut self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ManagedPolicy>, StorageError> {
        self.all(
            select!("WHERE account_id = ?1 AND name_key > ?2 ORDER BY name_key LIMIT ?3"),
            &[account.into(), after.into(), limit.into()],
            read,
        )
    }

    fn count_policies(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number("SELECT count(*) FROM policies WHERE account_id = ?1", &[account.into()])
    }

    fn count_policy_versions(&mut self, account: AccountId) -> Result<u64, StorageError> {
        self.number("SELECT count(*) FROM policy_versions WHERE account_id = ?1", &[account.into()])
    }

    fn add_policy_version(
        &mut self,
        account: AccountId,
        id: &PolicyId,
        version: &PolicyVersion,
    ) -> Result<(), StorageError> {
        let added = self.changed(
            "INSERT INTO policy_versions (account_id, policy_id, version, document, created)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            &[
                account.into(),
                id.as_str().into(),
                version.number.into(),
                (&version.document).into(),
                version.created.into(),
            ],
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "policy version" }) }
    }

    fn policy_versions(
        &mut self,
        account: AccountId,
        id: &PolicyId,
    ) -> Result<Vec<PolicyVersion>, StorageError> {
        self.all(
            "SELECT version, document, created FROM policy_versions
             WHERE account_id = ?1 AND policy_id = ?2 ORDER BY version DESC",
            &[account.into(), id.as_str().into()],
            read_version,
        )
    }

    fn policy_version(
        &mut self,
        account: AccountId,
        id: &PolicyId,
        number: u32,
    ) -> Result<Option<PolicyVersion>, StorageError> {
        self.first(
            "SELECT version, document, created FROM policy_versions
             WHERE account_id = ?1 AND policy_id = ?2 AND version = ?3",
            &[account.into(), id.as_str().into(), number.into()],
            read_version,
        )
    }

    fn remove_policy_version(
        &mut self,
        account: AccountId,
        id: &PolicyId,
        number: u32,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM policy_versions
             WHERE account_id = ?1 AND policy_id = ?2 AND version = ?3",
            &[account.into(), id.as_str().into(), number.into()],
        )
    }

    fn attach_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError> {
        self.attach(account, holder, policy)
    }

    fn detach_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError> {
        self.detach(account, holder, policy)
    }

    fn is_attached(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError> {
        let found = self.first(
            "SELECT 1 FROM attachments WHERE account_id = ?1 AND holder = ?2 AND policy = ?3",
            &[account.into(), holder.into(), policy.as_str().into()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn attached_policies(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<PolicyId>, StorageError> {
        self.all(
            "SELECT policy FROM attachments WHERE account_id = ?1 AND holder = ?2 ORDER BY policy",
            &[account.into(), holder.into()],
            |row| row.parse(0, "the id of a policy", PolicyId::parse),
        )
    }

    fn policy_holders(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<String>, StorageError> {
        self.all(
            "SELECT holder FROM attachments
             WHERE account_id = ?1 AND policy = ?2 AND holder > ?3 ORDER BY holder LIMIT ?4",
            &[account.into(), policy.as_str().into(), after.into(), limit.into()],
            |row| Ok(row.text(0)?.to_owned()),
        )
    }

    fn count_policy_holders(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
    ) -> Result<u64, StorageError> {
        self.number(
            "SELECT count(*) FROM attachments WHERE account_id = ?1 AND policy = ?2",
            &[account.into(), policy.as_str().into()],
        )
    }

    fn bounded_by(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<String>, StorageError> {
        self.all(
            "SELECT user_id AS holder FROM users
             WHERE account_id = ?1 AND boundary = ?2 AND user_id > ?3
             UNION ALL
             SELECT role_id AS holder FROM roles
             WHERE account_id = ?1 AND boundary = ?2 AND role_id > ?3
             ORDER BY holder LIMIT ?4",
            &[account.into(), policy.as_str().into(), after.into(), limit.into()],
            |row| Ok(row.text(0)?.to_owned()),
        )
    }

    fn count_bounded_by(
        &mut self,
        account: AccountId,
        policy: &PolicyId,
    ) -> Result<u64, StorageError> {
        self.number(
            "SELECT (SELECT count(*) FROM users WHERE account_id = ?1 AND boundary = ?2)
                  + (SELECT count(*) FROM roles WHERE account_id = ?1 AND boundary = ?2)",
            &[account.into(), policy.as_str().into()],
        )
    }

    fn put_inline_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
        document: &str,
    ) -> Result<(), StorageError> {
        self.put_inline(account, holder, name, document)
    }

    fn inline_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
    ) -> Result<Option<(String, String)>, StorageError> {
        self.inline(account, holder, name)
    }

    fn inline_policies(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<(String, String)>, StorageError> {
        self.all_inline(account, holder)
    }

    fn remove_inline_policy(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM inline_policies
             WHERE account_id = ?1 AND holder = ?2 AND name_key = ?3",
            &[account.into(), holder.into(), (&name.key()).into()],
        )
    }

    fn applied_policies(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<AppliedPolicy>, StorageError> {
        self.applied(account, holder)
    }
}

fn number(row: &Row<'_>, index: usize) -> Result<u32, StorageError> {
    u32::try_from(row.int(index)?).map_err(|_| malformed("the number of a version"))
}

fn read(row: &Row<'_>) -> Result<ManagedPolicy, StorageError> {
    Ok(ManagedPolicy {
        account: row.account(0)?,
        id: row.parse(1, "the id of a policy", PolicyId::parse)?,
        path: row.parse(2, "the path of a policy", |text| Path::parse(text).ok())?,
        name: row.parse(3, "the name of a policy", |text| PolicyName::parse(text).ok())?,
        description: row.text(4)?.to_owned(),
        default_version: number(row, 5)?,
        last_version: number(row, 6)?,
        created: row.time(7)?,
        updated: row.time(8)?,
    })
}

fn read_version(row: &Row<'_>) -> Result<PolicyVersion, StorageError> {
    Ok(PolicyVersion {
        number: number(row, 0)?,
        document: row.text(1)?.to_owned(),
        created: row.time(2)?,
    })
}
