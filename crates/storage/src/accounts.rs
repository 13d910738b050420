//! Accounts, and the look-ups that find one by what people type.

use identity::account::Account;
use identity::names::{AccountAlias, AccountId, EmailAddress};

use crate::StorageError;

/// Keeps accounts. Address and alias are unique in the whole store, without
/// regard to case.
pub trait Accounts {
    /// Adds an account. Conflict: `account`, `email` or `alias`.
    fn add_account(&mut self, account: &Account) -> Result<(), StorageError>;

    /// Returns an account.
    fn account(&mut self, id: AccountId) -> Result<Option<Account>, StorageError>;

    /// Finds the account whose root user has this address.
    fn account_by_email(&mut self, email: &EmailAddress)
    -> Result<Option<AccountId>, StorageError>;

    /// Finds the account that has this alias.
    fn account_by_alias(&mut self, alias: &AccountAlias)
    -> Result<Option<AccountId>, StorageError>;

    /// Replaces name, address, alias and telephone of an account. Conflict:
    /// `email` or `alias`, or `account` when it is gone.
    fn update_account(&mut self, account: &Account) -> Result<(), StorageError>;

    /// Returns up to `limit` accounts with greater numbers than `after`, in
    /// ascending order.
    fn accounts(
        &mut self,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<Account>, StorageError>;
}
