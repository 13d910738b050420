//! A group of users, which policies can be given to.

use crate::names::{AccountId, GroupId, GroupName, Path};
use crate::{Timestamp, arn};

/// Is a group of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The account that it belongs to.
    pub account: AccountId,
    /// The id, which never changes and is never given again.
    pub id: GroupId,
    /// The path.
    pub path: Path,
    /// The name, unique in the account without regard to case.
    pub name: GroupName,
    /// When it was made.
    pub created: Timestamp,
}

impl Group {
    /// Returns the group's ARN.
    pub fn arn(&self) -> String {
        arn::iam(self.account, "group", self.path.as_str(), self.name.as_str())
    }
}
