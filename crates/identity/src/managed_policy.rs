//! A managed policy, which can be attached to users, groups and roles.

use crate::names::{AccountId, Path, PolicyId, PolicyName};
use crate::{Timestamp, arn};

/// Is a managed policy of an account; the documents are its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// The account that it belongs to.
    pub account: AccountId,
    /// The id, which never changes and is never given again.
    pub id: PolicyId,
    /// The path.
    pub path: Path,
    /// The name, unique in the account without regard to case.
    pub name: PolicyName,
    /// What it is for; empty when nothing was said.
    pub description: String,
    /// The number of the version in force.
    pub default_version: u32,
    /// The highest number that a version ever had.
    pub last_version: u32,
    /// When it was made.
    pub created: Timestamp,
    /// When its versions last changed.
    pub updated: Timestamp,
}

impl ManagedPolicy {
    /// Returns the policy's ARN.
    pub fn arn(&self) -> String {
        arn::iam(self.account, "policy", self.path.as_str(), self.name.as_str())
    }
}

/// Is one version of a managed policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersion {
    /// The number: `v1`, `v2`, ...
    pub number: u32,
    /// The document as it was sent.
    pub document: String,
    /// When it was made.
    pub created: Timestamp,
}

impl PolicyVersion {
    /// Writes a version's id, as in `v3`.
    pub fn id_of(number: u32) -> String {
        format!("v{number}")
    }

    /// Reads a version's id; `None` for anything else.
    pub fn number_of(id: &str) -> Option<u32> {
        let digits = id.strip_prefix('v')?;
        let number = digits.parse().ok()?;
        (Self::id_of(number) == id && number > 0).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_ids() {
        assert_eq!(PolicyVersion::number_of(&PolicyVersion::id_of(12)), Some(12));
        for bad in ["", "v", "v0", "v01", "1", "v-1", "v+1", "V1", "v1.2", "v99999999999"] {
            assert_eq!(PolicyVersion::number_of(bad), None, "{bad}");
        }
    }
}
