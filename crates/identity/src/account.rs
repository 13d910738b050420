//! An account: what it is called and how its owner is reached.

use crate::Timestamp;
use crate::names::{AccountAlias, AccountId, AccountName, EmailAddress, PhoneNumber};

/// Is an account. Its root user signs in with the e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account's number.
    pub id: AccountId,
    /// What people call it.
    pub name: AccountName,
    /// The root user's address, unique in the whole store.
    pub email: EmailAddress,
    /// The name in sign-in addresses, unique in the whole store.
    pub alias: Option<AccountAlias>,
    /// The primary contact's telephone, used in root recovery.
    pub phone: Option<PhoneNumber>,
    /// When the account was made.
    pub created: Timestamp,
}

impl Account {
    /// Returns the alias, or the number without one: what people type, and what
    /// stands after `@` in an authenticator's label.
    pub fn handle(&self) -> String {
        self.alias.as_ref().map_or_else(|| self.id.to_string(), |alias| alias.as_str().to_owned())
    }
}
