//! What operations tell of users, groups and policies.

use std::sync::Arc;

use identity::Timestamp;
use identity::account::Account;
use identity::arn;
use identity::group::Group;
use identity::managed_policy::{ManagedPolicy, PolicyVersion};
use identity::policy::{AWS_MANAGED, AwsManaged};
use identity::tags::Tag;
use identity::user::User;
use storage::{ListedUser, Tx};

use crate::ServiceError;
use crate::authorize::managed_document;

/// Is a user, or root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserView {
    /// The path; root has none.
    pub path: Option<String>,
    /// The name; root has none.
    pub name: Option<String>,
    /// `AIDA...`, or the account's number for root.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// When it was made.
    pub created: Timestamp,
    /// When the console password was last used.
    pub password_last_used: Option<Timestamp>,
    /// The ARN of the policy that bounds it. Not told in lists.
    pub boundary: Option<String>,
    /// The tags. Not told in lists.
    pub tags: Vec<Tag>,
}

impl From<User> for UserView {
    /// Tells of a user what lists tell.
    fn from(user: User) -> Self {
        Self {
            arn: user.arn(),
            path: Some(user.path.into_string()),
            name: Some(user.name.into_string()),
            id: user.id.into_string(),
            created: user.created,
            password_last_used: None,
            boundary: None,
            tags: Vec::new(),
        }
    }
}

/// Is what lists tell of a user, or of root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserLine<'a> {
    /// The path; root has none.
    pub path: Option<&'a str>,
    /// The name; root has none.
    pub name: Option<&'a str>,
    /// `AIDA...`, or the account's number for root.
    pub id: &'a str,
    /// The ARN.
    pub arn: &'a str,
    /// When it was made.
    pub created: Timestamp,
    /// When the console password was last used.
    pub password_last_used: Option<Timestamp>,
}

/// Is a user in a list, which others that ask for the same list are told of as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInList(pub(super) Arc<ListedUser>);

impl UserInList {
    /// Returns what the list tells.
    pub fn line(&self) -> UserLine<'_> {
        let ListedUser { user, arn, password_last_used } = &*self.0;
        UserLine {
            path: Some(user.path.as_str()),
            name: Some(user.name.as_str()),
            id: user.id.as_str(),
            arn,
            created: user.created,
            password_last_used: *password_last_used,
        }
    }
}

impl UserView {
    /// Returns what lists tell.
    pub fn line(&self) -> UserLine<'_> {
        UserLine {
            path: self.path.as_deref(),
            name: self.name.as_deref(),
            id: &self.id,
            arn: &self.arn,
            created: self.created,
            password_last_used: self.password_last_used,
        }
    }

    /// Tells also when the password was last used.
    pub(crate) fn listed(tx: &mut dyn Tx, user: &User) -> Result<Self, ServiceError> {
        let times = tx.password_times(user.account, &user.identity())?;
        let password_last_used = times.and_then(|times| times.last_used);
        Ok(Self { password_last_used, ..Self::from(user.clone()) })
    }

    /// Tells everything.
    pub(crate) fn full(tx: &mut dyn Tx, user: &User) -> Result<Self, ServiceError> {
        let boundary = match &user.boundary {
            Some(id) => managed_document(tx, user.account, id)?.map(|(arn, _)| arn),
            None => None,
        };
        let tags = tx.tags_of(user.account, user.id.as_str())?;
        Ok(Self { boundary, tags, ..Self::listed(tx, user)? })
    }

    /// Tells of root.
    pub(crate) fn root(tx: &mut dyn Tx, account: &Account) -> Result<Self, ServiceError> {
        let times = tx.password_times(account.id, &identity::Identity::Root)?;
        Ok(Self {
            path: None,
            name: None,
            id: account.id.to_string(),
            arn: arn::root(account.id),
            created: account.created,
            password_last_used: times.and_then(|times| times.last_used),
            boundary: None,
            tags: Vec::new(),
        })
    }
}

/// Is a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupView {
    /// The path.
    pub path: String,
    /// The name.
    pub name: String,
    /// `AGPA...`.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// When it was made.
    pub created: Timestamp,
}

impl From<&Group> for GroupView {
    fn from(group: &Group) -> Self {
        Self {
            path: group.path.as_str().to_owned(),
            name: group.name.as_str().to_owned(),
            id: group.id.as_str().to_owned(),
            arn: group.arn(),
            created: group.created,
        }
    }
}

/// Is a managed policy that is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The name.
    pub name: String,
    /// The ARN.
    pub arn: String,
}

/// Is a managed policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyView {
    /// The name.
    pub name: String,
    /// `ANPA...`.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// The path.
    pub path: String,
    /// The id of the version in force.
    pub default_version: String,
    /// To how many users, groups and roles it is attached.
    pub attachments: u64,
    /// How many users and roles it bounds.
    pub boundary_uses: u64,
    /// What it is for. Not told in lists.
    pub description: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When its versions last changed.
    pub updated: Timestamp,
    /// The tags. Not told in lists.
    pub tags: Vec<Tag>,
}

/// When the policies that come with the service were written, as far as answers
/// tell: 1 January 2026.
const WRITTEN: i64 = 1_767_225_600;

impl PolicyView {
    /// Tells of a policy of the account what lists tell.
    pub(crate) fn short(tx: &mut dyn Tx, policy: &ManagedPolicy) -> Result<Self, ServiceError> {
        Ok(Self {
            name: policy.name.as_str().to_owned(),
            id: policy.id.as_str().to_owned(),
            arn: policy.arn(),
            path: policy.path.as_str().to_owned(),
            default_version: PolicyVersion::id_of(policy.default_version),
            attachments: tx.count_policy_holders(policy.account, &policy.id)?,
            boundary_uses: tx.count_bounded_by(policy.account, &policy.id)?,
            description: None,
            created: policy.created,
            updated: policy.updated,
            tags: Vec::new(),
        })
    }

    /// Tells everything of a policy of the account.
    pub(crate) fn full(tx: &mut dyn Tx, policy: &ManagedPolicy) -> Result<Self, ServiceError> {
        let description = Some(policy.description.clone()).filter(|text| !text.is_empty());
        let tags = tx.tags_of(policy.account, policy.id.as_str())?;
        Ok(Self { description, tags, ..Self::short(tx, policy)? })
    }

    /// Tells of a policy that comes with the service.
    pub(crate) fn of_aws(
        tx: &mut dyn Tx,
        account: identity::names::AccountId,
        policy: &AwsManaged,
    ) -> Result<Self, ServiceError> {
        let (mut attachments, mut boundary_uses) = (0, 0);
        if let Some(id) = identity::names::PolicyId::parse(policy.id) {
            attachments = tx.count_policy_holders(account, &id)?;
            boundary_uses = tx.count_bounded_by(account, &id)?;
        }
        let written = Timestamp::from_unix_seconds(WRITTEN);
        Ok(Self {
            name: policy.name.to_owned(),
            id: policy.id.to_owned(),
            arn: policy.arn(),
            path: AwsManaged::PATH.to_owned(),
            default_version: AwsManaged::VERSION.to_owned(),
            attachments,
            boundary_uses,
            description: Some(policy.description.to_owned()),
            created: written,
            updated: written,
            tags: Vec::new(),
        })
    }

    /// Returns the policies that come with the service.
    pub(crate) fn all_of_aws() -> &'static [AwsManaged] {
        AWS_MANAGED
    }
}

/// Is a version of a managed policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// The id, as in `v3`.
    pub id: String,
    /// The document as it was sent. Not told in lists.
    pub document: Option<String>,
    /// Whether it is in force.
    pub is_default: bool,
    /// When it was made.
    pub created: Timestamp,
}

impl VersionView {
    pub(crate) fn new(
        policy: &ManagedPolicy,
        version: &PolicyVersion,
        with_document: bool,
    ) -> Self {
        Self {
            id: PolicyVersion::id_of(version.number),
            document: with_document.then(|| version.document.clone()),
            is_default: version.number == policy.default_version,
            created: version.created,
        }
    }

    pub(crate) fn of_aws(policy: &AwsManaged, with_document: bool) -> Self {
        Self {
            id: AwsManaged::VERSION.to_owned(),
            document: with_document.then(|| policy.document.to_owned()),
            is_default: true,
            created: Timestamp::from_unix_seconds(WRITTEN),
        }
    }
}
