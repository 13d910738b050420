//! One-time links that the operator hands out, or that are sent by mail.

use identity::Timestamp;
use identity::names::AccountId;

use crate::{StorageError, TokenHash};

/// Is what a link is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetUpPurpose {
    /// Making the first account of a store.
    FirstAccount,
    /// Choosing the password of an account's root user.
    RootPassword(AccountId),
    /// Choosing the password of an account's root user who has forgotten it: sent
    /// to the root user's address.
    ForgottenPassword(AccountId),
}

/// Is a link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUpLink {
    /// What it is good for.
    pub purpose: SetUpPurpose,
    /// When it stops being good.
    pub expires: Timestamp,
}

/// Keeps one-time links under the hash of their token, in the whole store.
pub trait SetUpLinks {
    /// Adds a link.
    fn add_set_up_link(&mut self, token: &TokenHash, link: &SetUpLink) -> Result<(), StorageError>;

    /// Returns a link, whether or not its time is up.
    fn set_up_link(&mut self, token: &TokenHash) -> Result<Option<SetUpLink>, StorageError>;

    /// Uses a link up. Returns whether it was there: of several callers one gets
    /// `true`.
    fn remove_set_up_link(&mut self, token: &TokenHash) -> Result<bool, StorageError>;

    /// Removes every link of a purpose, so that only the newest works.
    fn remove_set_up_links_for(&mut self, purpose: &SetUpPurpose) -> Result<(), StorageError>;
}
