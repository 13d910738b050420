//! An IAM user.

use crate::names::{AccountId, Path, PolicyId, UserId, UserName};
use crate::{Identity, Timestamp, arn};

/// Is an IAM user of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The account that the user belongs to.
    pub account: AccountId,
    /// The id, which never changes and is never given again.
    pub id: UserId,
    /// The path.
    pub path: Path,
    /// The name, unique in the account without regard to case.
    pub name: UserName,
    /// The managed policy that bounds what the user may do.
    pub boundary: Option<PolicyId>,
    /// When the user was made.
    pub created: Timestamp,
}

impl User {
    /// Returns the identity that this user is.
    pub fn identity(&self) -> Identity {
        Identity::User(self.id.clone())
    }

    /// Returns the user's ARN.
    pub fn arn(&self) -> String {
        arn::iam(self.account, "user", self.path.as_str(), self.name.as_str())
    }
}
