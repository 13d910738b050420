//! Temporary credentials, as they are known once their token is open.

use identity::names::{AccessKeyId, PolicyId, SerialNumber};
use identity::tags::Tag;
use identity::{Identity, Timestamp};

/// Is how temporary credentials were had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// By GetSessionToken: they may do what their identity may do.
    SessionToken,
    /// By AssumeRole.
    AssumedRole {
        /// Whether temporary credentials of another role were used for it.
        chained: bool,
    },
    /// By GetFederationToken.
    Federated {
        /// The federated user's name.
        name: String,
    },
}

/// Is a second factor that a session was begun with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMfa {
    /// When its code was accepted.
    pub at: Timestamp,
    /// The device.
    pub device: SerialNumber,
}

/// Is everything that a session token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemporarySession {
    /// The id of the access key.
    pub access_key_id: AccessKeyId,
    /// How it was had.
    pub kind: SessionKind,
    /// Whose it is; of a federated user, who made it.
    pub identity: Identity,
    /// When it was given.
    pub issued: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// The second factor, where one was proved.
    pub mfa: Option<SessionMfa>,
    /// Session policies, as they were sent. With none here and no
    /// `policy_ids`, nothing was passed.
    pub policies: Vec<String>,
    /// Managed policies that were named as session policies.
    pub policy_ids: Vec<PolicyId>,
    /// Session tags.
    pub tags: Vec<Tag>,
    /// Keys of the tags that go on into further roles.
    pub transitive: Vec<String>,
    /// Who is behind it, as was said when it was given.
    pub source_identity: Option<String>,
}

impl TemporarySession {
    /// Returns the name of a federated user.
    pub fn federated(&self) -> Option<&str> {
        match &self.kind {
            SessionKind::Federated { name } => Some(name),
            SessionKind::SessionToken | SessionKind::AssumedRole { .. } => None,
        }
    }

    /// Says whether session policies were passed.
    pub fn has_policies(&self) -> bool {
        !self.policies.is_empty() || !self.policy_ids.is_empty()
    }
}
