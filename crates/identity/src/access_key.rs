//! An access key: what programs sign their requests with.

use crate::names::{AccessKeyId, AccountId};
use crate::{Identity, Timestamp};

/// Is an access key as it is kept.
#[derive(Clone)]
pub struct AccessKey {
    /// The id.
    pub id: AccessKeyId,
    /// Whose it is: root or a user.
    pub owner: Identity,
    /// The secret, sealed for this id and owner.
    pub sealed_secret: Vec<u8>,
    /// Whether requests signed with it are accepted.
    pub active: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last used; at most a quarter of an hour behind.
    pub last_used: Option<KeyUse>,
}

/// Is a use of an access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// When.
    pub at: Timestamp,
    /// The service that was called, such as `iam`.
    pub service: String,
    /// The region that the request was signed for.
    pub region: String,
}

impl AccessKey {
    /// Returns the account.
    pub fn account(&self) -> AccountId {
        self.id.account()
    }
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccessKey({})", self.id.as_str())
    }
}
