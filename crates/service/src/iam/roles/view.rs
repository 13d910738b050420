//! What operations tell of a role.

use identity::Timestamp;
use identity::role::Role;
use identity::tags::Tag;
use storage::Tx;

use super::trust;
use crate::ServiceError;
use crate::authorize::managed_document;

/// Is a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleView {
    /// The path.
    pub path: String,
    /// The name.
    pub name: String,
    /// `AROA...`.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// When it was made.
    pub created: Timestamp,
    /// The trust policy.
    pub trust_policy: String,
    /// What it is for.
    pub description: Option<String>,
    /// Seconds that a session may last.
    pub max_session: u32,
    /// The ARN of the policy that bounds it. Not told in lists.
    pub boundary: Option<String>,
    /// The tags. Not told in lists.
    pub tags: Vec<Tag>,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
}

impl RoleView {
    /// Tells what lists tell.
    pub(crate) fn short(tx: &mut dyn Tx, role: &Role) -> Result<Self, ServiceError> {
        Ok(Self {
            path: role.path.as_str().to_owned(),
            name: role.name.as_str().to_owned(),
            id: role.id.as_str().to_owned(),
            arn: role.arn(),
            created: role.created,
            trust_policy: trust::show(tx, role)?,
            description: Some(role.description.clone()).filter(|text| !text.is_empty()),
            max_session: role.max_session,
            boundary: None,
            tags: Vec::new(),
            last_used: role.last_used,
        })
    }

    /// Tells everything.
    pub(crate) fn full(tx: &mut dyn Tx, role: &Role) -> Result<Self, ServiceError> {
        let boundary = match &role.boundary {
            Some(id) => managed_document(tx, role.account, id)?.map(|(arn, _)| arn),
            None => None,
        };
        let tags = tx.tags_of(role.account, role.id.as_str())?;
        Ok(Self { boundary, tags, ..Self::short(tx, role)? })
    }
}
