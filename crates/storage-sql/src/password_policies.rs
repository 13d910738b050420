//! What accounts demand of passwords, and the passwords that may not be used
//! again.

use identity::names::AccountId;
use identity::password::AccountPasswordPolicy;
use identity::{Identity, Timestamp};
use storage::{PasswordPolicies, PasswordTimes, StorageError};

use crate::engine::{Row, SqlTx, malformed};

impl PasswordPolicies for SqlTx<'_> {
    fn password_policy(
        &mut self,
        account: AccountId,
    ) -> Result<Option<AccountPasswordPolicy>, StorageError> {
        self.first(
            "SELECT minimum_length, require_symbols, require_numbers, require_uppercase,
                 require_lowercase, allow_change, max_age_days, reuse_prevention, hard_expiry
             FROM password_policies WHERE account_id = ?1",
            &[account.into()],
            read,
        )
    }

    fn put_password_policy(
        &mut self,
        account: AccountId,
        policy: &AccountPasswordPolicy,
    ) -> Result<(), StorageError> {
        self.remove_password_policy(account)?;
        self.exec(
            "INSERT INTO password_policies (account_id, minimum_length, require_symbols,
                 require_numbers, require_uppercase, require_lowercase, allow_change,
                 max_age_days, reuse_prevention, hard_expiry)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            &[
                account.into(),
                u32::from(policy.minimum_length).into(),
                policy.require_symbols.into(),
                policy.require_numbers.into(),
                policy.require_uppercase.into(),
                policy.require_lowercase.into(),
                policy.allow_change.into(),
                policy.max_age_days.map(u32::from).into(),
                policy.reuse_prevention.map(u32::from).into(),
                policy.hard_expiry.into(),
            ],
        )
        .map(drop)
    }

    fn remove_password_policy(&mut self, account: AccountId) -> Result<bool, StorageError> {
        self.changed("DELETE FROM password_policies WHERE account_id = ?1", &[account.into()])
    }

    fn password_times(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<PasswordTimes>, StorageError> {
        self.first(
            "SELECT created, set_at, last_used FROM passwords
             WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
            |row| {
                let (created, set_at) = (row.time(0)?, row.time(1)?);
                Ok(PasswordTimes { created, set_at, last_used: row.opt_time(2)? })
            },
        )
    }

    fn note_password_use(
        &mut self,
        account: AccountId,
        identity: &Identity,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "UPDATE passwords SET last_used = ?3 WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into(), at.into()],
        )
        .map(drop)
    }

    fn remember_password(
        &mut self,
        account: AccountId,
        identity: &Identity,
        set_at: Timestamp,
        hash: &str,
        keep: u32,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO password_history (account_id, identity, set_at, hash)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account_id, identity, set_at) DO UPDATE SET hash = excluded.hash",
            &[account.into(), identity.into(), set_at.into(), hash.into()],
        )?;
        self.exec(
            "DELETE FROM password_history
             WHERE account_id = ?1 AND identity = ?2 AND set_at NOT IN (
                 SELECT set_at FROM password_history
                 WHERE account_id = ?1 AND identity = ?2 ORDER BY set_at DESC LIMIT ?3)",
            &[account.into(), identity.into(), keep.into()],
        )
        .map(drop)
    }

    fn remembered_passwords(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<String>, StorageError> {
        self.all(
            "SELECT hash FROM password_history
             WHERE account_id = ?1 AND identity = ?2 ORDER BY set_at DESC",
            &[account.into(), identity.into()],
            |row| Ok(row.text(0)?.to_owned()),
        )
    }
}

fn read(row: &Row<'_>) -> Result<AccountPasswordPolicy, StorageError> {
    let small = |index| {
        let number = row.opt_int(index)?.map(u16::try_from);
        number.transpose().map_err(|_| malformed("a password policy"))
    };
    let reuse = small(7)?.map(u8::try_from).transpose();
    Ok(AccountPasswordPolicy {
        minimum_length: small(0)?.ok_or_else(|| malformed("a password policy"))?,
        require_symbols: row.flag(1)?,
        require_numbers: row.flag(2)?,
        require_uppercase: row.flag(3)?,
        require_lowercase: row.flag(4)?,
        allow_change: row.flag(5)?,
        max_age_days: small(6)?,
        reuse_prevention: reuse.map_err(|_| malformed("a password policy"))?,
        hard_expiry: row.flag(8)?,
    })
}
