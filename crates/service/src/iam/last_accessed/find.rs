//! Finding what a report is about, the policies that count for it, and everybody
//! whose use of a service counts.

use std::sync::Arc;

use identity::arn::{IamArn, Owner};
use identity::names::{AccountId, GroupId, RoleId, UserId};
use identity::policy::Kind as Document;
use storage::Tx;

use crate::authorize::{Ask, ParsedPolicy, applied_to, managed_document};
use crate::iam::holder::{Found, Holder};
use crate::iam::policies::entities::EntityKind;
use crate::iam::policy_ref::PolicyRef;
use crate::{Caller, Kind, Service, ServiceError};

/// Members and holders that are read at once.
const AT_ONCE: u32 = 500;

/// Is a user or a role whose use counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// A user or a role.
    pub kind: EntityKind,
    /// The name.
    pub name: String,
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: String,
    /// The path.
    pub path: String,
}

/// Is what a report is about.
pub(super) enum About {
    /// A user, a group or a role.
    Holder(Found),
    /// A managed policy.
    Policy(PolicyRef),
}

/// Finds what an ARN names, for an action on it.
pub(super) fn about(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    arn: &str,
    action: &'static str,
) -> Result<About, ServiceError> {
    caller.authorize(svc, tx, &Ask::new(action, arn))?;
    look_up(tx, caller.account, arn)
}

/// Finds what an ARN names, whoever asks.
pub(super) fn look_up(
    tx: &mut dyn Tx,
    account: AccountId,
    arn: &str,
) -> Result<About, ServiceError> {
    let missing =
        || ServiceError::api(Kind::NoSuchEntity, format!("The entity {arn} cannot be found."));
    let parsed = IamArn::parse(arn).map_err(|_| missing())?;
    let holder = match parsed.kind.as_str() {
        "policy" => {
            return PolicyRef::find(tx, account, arn)?.map(About::Policy).ok_or_else(missing);
        }
        _ if parsed.owner != Owner::Account(account) => return Err(missing()),
        "user" => Holder::User(parsed.name),
        "group" => Holder::Group(parsed.name),
        "role" => Holder::Role(parsed.name),
        _ => {
            let message = format!("{arn} is not the ARN of a user, group, role or policy.");
            return Err(ServiceError::api(Kind::InvalidInput, message));
        }
    };
    let found = holder.look_up(tx, account)?.filter(|found| found.arn() == arn);
    found.map(About::Holder).ok_or_else(missing)
}

impl About {
    /// Returns the policies that count: what applies to a user or role, what a group
    /// has, the policy itself.
    pub(super) fn policies(
        &self,
        svc: &Service,
        tx: &mut dyn Tx,
        account: AccountId,
    ) -> Result<Vec<Arc<ParsedPolicy>>, ServiceError> {
        match self {
            Self::Holder(found) => {
                let applied = applied_to(svc, tx, account, found.id())?;
                Ok(applied.into_iter().map(|applied| applied.parsed).collect())
            }
            Self::Policy(policy) => match managed_document(tx, account, &policy.id()?)? {
                Some((_, document)) => Ok(vec![svc.parsed().of(Document::Managed, &document)?]),
                None => Ok(Vec::new()),
            },
        }
    }

    /// Returns the users and roles whose use counts: itself, the members of a group,
    /// all whom a policy is attached to.
    pub(super) fn entities(
        &self,
        tx: &mut dyn Tx,
        account: AccountId,
    ) -> Result<Vec<Entity>, ServiceError> {
        let mut found = Vec::new();
        match self {
            Self::Holder(Found::Group(group)) => members(tx, account, &group.id, &mut found)?,
            Self::Holder(holder) => found.extend(entity(holder)),
            Self::Policy(policy) => {
                let id = policy.id()?;
                let mut after = String::new();
                loop {
                    let page = tx.policy_holders(account, &id, &after, AT_ONCE)?;
                    let Some(last) = page.last() else { break };
                    after.clone_from(last);
                    for holder in page {
                        add(tx, account, &holder, &mut found)?;
                    }
                }
            }
        }
        found.sort_by(|one, other| one.id.cmp(&other.id));
        found.dedup_by(|one, other| one.id == other.id);
        Ok(found)
    }
}

fn entity(found: &Found) -> Option<Entity> {
    let (kind, path) = match found {
        Found::User(user) => (EntityKind::User, &user.path),
        Found::Role(role) => (EntityKind::Role, &role.path),
        Found::Group(_) => return None,
    };
    Some(Entity {
        kind,
        name: found.name().to_owned(),
        id: found.id().to_owned(),
        arn: found.arn(),
        path: path.as_str().to_owned(),
    })
}

fn add(
    tx: &mut dyn Tx,
    account: AccountId,
    holder: &str,
    found: &mut Vec<Entity>,
) -> Result<(), ServiceError> {
    if let Some(id) = UserId::parse(holder) {
        let user = tx.user(account, &id)?;
        found.extend(user.and_then(|user| entity(&Found::User(Box::new(user)))));
    } else if let Some(id) = RoleId::parse(holder) {
        let role = tx.role(account, &id)?;
        found.extend(role.and_then(|role| entity(&Found::Role(Box::new(role)))));
    } else if let Some(id) = GroupId::parse(holder) {
        members(tx, account, &id, found)?;
    }
    Ok(())
}

fn members(
    tx: &mut dyn Tx,
    account: AccountId,
    group: &GroupId,
    found: &mut Vec<Entity>,
) -> Result<(), ServiceError> {
    let mut after = String::new();
    loop {
        let page = tx.members(account, group, &after, AT_ONCE)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.user.id.as_str().clone_into(&mut after);
        for listed in page {
            found.extend(entity(&Found::User(Box::new(listed.user))));
        }
    }
}
