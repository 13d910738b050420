//! A role, which those that it trusts can take for a session.

use crate::names::{AccountId, Path, PolicyId, RoleId, RoleName};
use crate::{Timestamp, arn};

/// Is a role of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The account that it belongs to.
    pub account: AccountId,
    /// The id, which never changes and is never given again.
    pub id: RoleId,
    /// The path.
    pub path: Path,
    /// The name, unique in the account without regard to case.
    pub name: RoleName,
    /// When it was made.
    pub created: Timestamp,
    /// What it is for; empty when nothing was said.
    pub description: String,
    /// Seconds that a session may last: 3600 to 43200.
    pub max_session: u32,
    /// Who may take it: the policy as it was sent.
    pub trust: String,
    /// The managed policy that bounds what it may do.
    pub boundary: Option<PolicyId>,
    /// When a session of it was last begun.
    pub last_used: Option<Timestamp>,
}

impl Role {
    /// Returns the role's ARN.
    pub fn arn(&self) -> String {
        arn::iam(self.account, "role", self.path.as_str(), self.name.as_str())
    }
}
