//! What policies can be given to: a user, a group or a role, by name. One family
//! of operations serves all three.

use identity::arn;
use identity::audit::Action;
use identity::group::Group;
use identity::names::{AccountId, GroupName, RoleName};
use identity::policy::Kind as Document;
use identity::quotas::{ATTACHED_POLICIES, ATTACHED_TO_ROLE};
use identity::role::Role;
use identity::user::User;
use storage::Tx;

use crate::authorize::Ask;
use crate::subject::look_up;
use crate::{Caller, Service, ServiceError};

/// Is whose policies are meant, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A user.
    User(String),
    /// A group.
    Group(String),
    /// A role.
    Role(String),
}

/// Is a holder that was found.
pub(crate) enum Found {
    User(Box<User>),
    Group(Group),
    Role(Box<Role>),
}

/// Is what an operation is called for each kind of holder.
#[derive(Clone, Copy)]
pub(crate) struct Verbs {
    pub(crate) user: &'static str,
    pub(crate) group: &'static str,
    pub(crate) role: &'static str,
}

/// Is what goes on record for each kind of holder.
#[derive(Clone, Copy)]
pub(crate) struct Records {
    pub(crate) user: Action,
    pub(crate) group: Action,
    pub(crate) role: Action,
}

impl Holder {
    /// Returns the name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::User(name) | Self::Group(name) | Self::Role(name) => name,
        }
    }

    /// Returns what AWS calls the kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Group(_) => "group",
            Self::Role(_) => "role",
        }
    }

    /// Looks for the holder, whoever asks.
    pub(crate) fn look_up(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
    ) -> Result<Option<Found>, ServiceError> {
        Ok(match self {
            Self::User(name) => look_up(tx, account, name)?.map(|user| Found::User(Box::new(user))),
            Self::Group(name) => match GroupName::parse(name) {
                Ok(name) => tx.group_by_name(account, &name)?.map(Found::Group),
                Err(_) => None,
            },
            Self::Role(name) => match RoleName::parse(name) {
                Ok(name) => {
                    tx.role_by_name(account, &name)?.map(|role| Found::Role(Box::new(role)))
                }
                Err(_) => None,
            },
        })
    }

    /// Finds the holder for an operation that the caller must be permitted.
    /// `refine` adds what else is known of the request.
    pub(crate) fn find(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        caller: &Caller,
        verbs: Verbs,
        refine: impl FnOnce(Ask) -> Ask,
    ) -> Result<Found, ServiceError> {
        let action = match self {
            Self::User(_) => verbs.user,
            Self::Group(_) => verbs.group,
            Self::Role(_) => verbs.role,
        };
        let account = caller.account;
        let found = self.look_up(tx, account)?;
        let shown = arn::iam(account, self.kind(), "/", self.name());
        let ask = match &found {
            None => Ask::new(action, shown),
            Some(found) => Ask::new(action, found.arn()).shown(shown).tagged(found.id()),
        };
        let boundary = found.as_ref().and_then(Found::boundary).cloned();
        let boundary = match boundary {
            Some(id) => crate::authorize::managed_document(tx, account, &id)?.map(|(arn, _)| arn),
            None => None,
        };
        let ask = ask.with_some("iam:PermissionsBoundary", boundary.as_deref());
        caller.authorize(svc, tx, &refine(ask))?;
        found.ok_or_else(|| ServiceError::no_entity(self.kind(), self.name()))
    }
}

impl Found {
    /// Returns the id: what policies are held by.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::User(user) => user.id.as_str(),
            Self::Group(group) => group.id.as_str(),
            Self::Role(role) => role.id.as_str(),
        }
    }

    /// Returns the ARN.
    pub(crate) fn arn(&self) -> String {
        match self {
            Self::User(user) => user.arn(),
            Self::Group(group) => group.arn(),
            Self::Role(role) => role.arn(),
        }
    }

    /// Returns the name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::User(user) => user.name.as_str(),
            Self::Group(group) => group.name.as_str(),
            Self::Role(role) => role.name.as_str(),
        }
    }

    /// Returns the policy that bounds it.
    pub(crate) fn boundary(&self) -> Option<&identity::names::PolicyId> {
        match self {
            Self::User(user) => user.boundary.as_ref(),
            Self::Group(_) => None,
            Self::Role(role) => role.boundary.as_ref(),
        }
    }

    /// Returns the kind of its inline policies.
    pub(crate) fn document(&self) -> Document {
        match self {
            Self::User(_) => Document::UserInline,
            Self::Group(_) => Document::GroupInline,
            Self::Role(_) => Document::RoleInline,
        }
    }

    /// Returns how many managed policies may be attached, and the quota's name.
    pub(crate) fn attachments(&self) -> (usize, &'static str) {
        match self {
            Self::User(_) => (ATTACHED_POLICIES, "PoliciesPerUser"),
            Self::Group(_) => (ATTACHED_POLICIES, "PoliciesPerGroup"),
            Self::Role(_) => (ATTACHED_TO_ROLE, "PoliciesPerRole"),
        }
    }

    /// Chooses what goes on record.
    pub(crate) fn record(&self, records: Records) -> Action {
        match self {
            Self::User(_) => records.user,
            Self::Group(_) => records.group,
            Self::Role(_) => records.role,
        }
    }
}
