//! What users, groups and roles hold alike: inline and attached policies, and
//! how everything that applies to somebody is gathered in one statement.

use identity::names::{AccountId, PolicyId, PolicyName};
use storage::{AppliedPolicy, AppliedSource, StorageError};

use crate::engine::{Row, SqlTx, Value};

impl SqlTx<'_> {
    /// Removes inline policies, attachments and tags of a holder that goes.
    pub(crate) fn forget_holder(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<(), StorageError> {
        let whose: [Value<'_>; 2] = [account.into(), holder.into()];
        self.exec("DELETE FROM inline_policies WHERE account_id = ?1 AND holder = ?2", &whose)?;
        self.exec("DELETE FROM attachments WHERE account_id = ?1 AND holder = ?2", &whose)?;
        self.exec("DELETE FROM service_uses WHERE account_id = ?1 AND holder = ?2", &whose)?;
        self.exec("DELETE FROM tags WHERE account_id = ?1 AND holder = ?2", &whose).map(drop)
    }

    pub(crate) fn attach(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "INSERT INTO attachments (account_id, holder, policy) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
            &[account.into(), holder.into(), policy.as_str().into()],
        )
    }

    pub(crate) fn detach(
        &mut self,
        account: AccountId,
        holder: &str,
        policy: &PolicyId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM attachments WHERE account_id = ?1 AND holder = ?2 AND policy = ?3",
            &[account.into(), holder.into(), policy.as_str().into()],
        )
    }

    pub(crate) fn put_inline(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
        document: &str,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO inline_policies (account_id, holder, name_key, name, document)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (account_id, holder, name_key) DO UPDATE
                 SET document = excluded.document",
            &[
                account.into(),
                holder.into(),
                (&name.key()).into(),
                name.as_str().into(),
                document.into(),
            ],
        )
        .map(drop)
    }

    pub(crate) fn inline(
        &mut self,
        account: AccountId,
        holder: &str,
        name: &PolicyName,
    ) -> Result<Option<(String, String)>, StorageError> {
        self.first(
            "SELECT name, document FROM inline_policies
             WHERE account_id = ?1 AND holder = ?2 AND name_key = ?3",
            &[account.into(), holder.into(), (&name.key()).into()],
            pair,
        )
    }

    pub(crate) fn all_inline(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<(String, String)>, StorageError> {
        self.all(
            "SELECT name, document FROM inline_policies
             WHERE account_id = ?1 AND holder = ?2 ORDER BY name_key",
            &[account.into(), holder.into()],
            pair,
        )
    }

    /// Gathers what applies to a user or role: its own and, for a user, what its
    /// groups have. Each arm goes from the few rows of one holder to their
    /// documents by key; CROSS JOIN keeps that order on SQLite.
    pub(crate) fn applied(
        &mut self,
        account: AccountId,
        holder: &str,
    ) -> Result<Vec<AppliedPolicy>, StorageError> {
        self.all(
            "SELECT holder, 1, name, document FROM inline_policies
             WHERE account_id = ?1 AND holder = ?2
             UNION ALL
             SELECT i.holder, 1, i.name, i.document
             FROM memberships AS m CROSS JOIN inline_policies AS i
             WHERE m.account_id = ?1 AND m.user_id = ?2
                 AND i.account_id = ?1 AND i.holder = m.group_id
             UNION ALL
             SELECT a.holder, 0, a.policy, v.document
             FROM attachments AS a
             LEFT JOIN policies AS p ON p.account_id = ?1 AND p.policy_id = a.policy
             LEFT JOIN policy_versions AS v ON v.account_id = ?1
                 AND v.policy_id = p.policy_id AND v.version = p.default_version
             WHERE a.account_id = ?1 AND a.holder = ?2
             UNION ALL
             SELECT a.holder, 0, a.policy, v.document
             FROM memberships AS m CROSS JOIN attachments AS a
             LEFT JOIN policies AS p ON p.account_id = ?1 AND p.policy_id = a.policy
             LEFT JOIN policy_versions AS v ON v.account_id = ?1
                 AND v.policy_id = p.policy_id AND v.version = p.default_version
             WHERE m.account_id = ?1 AND m.user_id = ?2
                 AND a.account_id = ?1 AND a.holder = m.group_id",
            &[account.into(), holder.into()],
            read,
        )
    }
}

fn pair(row: &Row<'_>) -> Result<(String, String), StorageError> {
    Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))
}

fn read(row: &Row<'_>) -> Result<AppliedPolicy, StorageError> {
    let holder = row.text(0)?.to_owned();
    let document = row.opt_text(3)?.map(str::to_owned);
    let id = |row: &Row<'_>| row.parse(2, "the id of a policy", PolicyId::parse);
    let source = match (row.int(1)?, document) {
        (1, Some(document)) => AppliedSource::Inline { name: row.text(2)?.to_owned(), document },
        (_, Some(document)) => AppliedSource::Managed { id: id(row)?, document },
        (_, None) => AppliedSource::Aws(id(row)?),
    };
    Ok(AppliedPolicy { holder, source })
}
