//! An IAM user.

use crate::names::{AccountId, UserId, UserName};
use crate::{Identity, Timestamp};

/// Is an IAM user of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The account that the user belongs to.
    pub account: AccountId,
    /// The id, which never changes and is never given again.
    pub id: UserId,
    /// The name, unique in the account without regard to case.
    pub name: UserName,
    /// Whether the user may administer the account.
    pub administrator: bool,
    /// When the user was made.
    pub created: Timestamp,
}

impl User {
    /// Returns the identity that this user is.
    pub fn identity(&self) -> Identity {
        Identity::User(self.id.clone())
    }
}
