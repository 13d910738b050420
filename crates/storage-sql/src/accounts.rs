//! Accounts and their look-ups.

use identity::account::Account;
use identity::names::{AccountAlias, AccountId, AccountName, EmailAddress, PhoneNumber};
use storage::{Accounts, StorageError};

use crate::engine::{Row, SqlTx};

const ACCOUNT_OF_EMAIL: &str = "SELECT account_id FROM account_emails WHERE email_key = ?1";
const ACCOUNT_OF_ALIAS: &str = "SELECT account_id FROM account_aliases WHERE alias = ?1";

impl Accounts for SqlTx<'_> {
    fn add_account(&mut self, account: &Account) -> Result<(), StorageError> {
        if self.account(account.id)?.is_some() {
            return Err(StorageError::Conflict { what: "account" });
        }
        self.refuse_taken(account)?;
        self.exec(
            "INSERT INTO accounts (account_id, name, email, alias, phone, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[
                account.id.into(),
                account.name.as_str().into(),
                account.email.as_str().into(),
                account.alias.as_ref().map(AccountAlias::as_str).into(),
                account.phone.as_ref().map(PhoneNumber::as_str).into(),
                account.created.into(),
            ],
        )?;
        self.claim_names(account)
    }

    fn account(&mut self, id: AccountId) -> Result<Option<Account>, StorageError> {
        self.first(
            "SELECT account_id, name, email, alias, phone, created
             FROM accounts WHERE account_id = ?1",
            &[id.into()],
            read,
        )
    }

    fn account_by_email(
        &mut self,
        email: &EmailAddress,
    ) -> Result<Option<AccountId>, StorageError> {
        self.first(ACCOUNT_OF_EMAIL, &[(&email.key()).into()], |row| row.account(0))
    }

    fn account_by_alias(
        &mut self,
        alias: &AccountAlias,
    ) -> Result<Option<AccountId>, StorageError> {
        self.first(ACCOUNT_OF_ALIAS, &[alias.as_str().into()], |row| row.account(0))
    }

    fn update_account(&mut self, account: &Account) -> Result<(), StorageError> {
        let Some(old) = self.account(account.id)? else {
            return Err(StorageError::Conflict { what: "account" });
        };
        self.refuse_taken(account)?;
        self.exec(
            "UPDATE accounts SET name = ?2, email = ?3, alias = ?4, phone = ?5
             WHERE account_id = ?1",
            &[
                account.id.into(),
                account.name.as_str().into(),
                account.email.as_str().into(),
                account.alias.as_ref().map(AccountAlias::as_str).into(),
                account.phone.as_ref().map(PhoneNumber::as_str).into(),
            ],
        )?;
        self.exec("DELETE FROM account_emails WHERE email_key = ?1", &[(&old.email.key()).into()])?;
        if let Some(alias) = &old.alias {
            self.exec("DELETE FROM account_aliases WHERE alias = ?1", &[alias.as_str().into()])?;
        }
        self.claim_names(account)
    }

    fn accounts(
        &mut self,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<Account>, StorageError> {
        self.all(
            "SELECT account_id, name, email, alias, phone, created
             FROM accounts WHERE account_id > ?1 ORDER BY account_id LIMIT ?2",
            &[after.map_or(0_i64.into(), Into::into), limit.into()],
            read,
        )
    }
}

impl SqlTx<'_> {
    /// Refuses an address or alias that another account has. Where two nodes
    /// claim one at once, the keys of the look-ups decide, and the loser's
    /// transaction is run again and comes to this refusal.
    fn refuse_taken(&mut self, account: &Account) -> Result<(), StorageError> {
        if self.account_by_email(&account.email)?.is_some_and(|id| id != account.id) {
            return Err(StorageError::Conflict { what: "email" });
        }
        if let Some(alias) = &account.alias
            && self.account_by_alias(alias)?.is_some_and(|id| id != account.id)
        {
            return Err(StorageError::Conflict { what: "alias" });
        }
        Ok(())
    }

    fn claim_names(&mut self, account: &Account) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO account_emails (email_key, account_id) VALUES (?1, ?2)",
            &[(&account.email.key()).into(), account.id.into()],
        )?;
        if let Some(alias) = &account.alias {
            self.exec(
                "INSERT INTO account_aliases (alias, account_id) VALUES (?1, ?2)",
                &[alias.as_str().into(), account.id.into()],
            )?;
        }
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<Account, StorageError> {
    Ok(Account {
        id: row.account(0)?,
        name: row.parse(1, "the name of an account", |text| AccountName::parse(text).ok())?,
        email: row.parse(2, "an e-mail address", |text| EmailAddress::parse(text).ok())?,
        alias: row.opt_parse(3, "an alias", |text| AccountAlias::parse(text).ok())?,
        phone: row.opt_parse(4, "a telephone number", |text| PhoneNumber::parse(text).ok())?,
        created: row.time(5)?,
    })
}
