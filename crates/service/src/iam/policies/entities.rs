//! Who a managed policy is given to (operation ListEntitiesForPolicy).

use identity::names::{GroupId, RoleId, UserId};

use super::list::Usage;
use crate::iam::policy_ref::PolicyRef;
use crate::{Caller, Page, PageRequest, Service, ServiceError};

/// Is a kind of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
}

/// Is an entity that a policy is given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The kind.
    pub kind: EntityKind,
    /// The name.
    pub name: String,
    /// The id.
    pub id: String,
}

/// Is which entities are wanted.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// The policy.
    pub arn: String,
    /// Only those of a kind.
    pub kind: Option<EntityKind>,
    /// What their path begins with.
    pub path_prefix: Option<String>,
    /// As boundary or attached; attached when left out.
    pub usage: Option<Usage>,
}

/// Returns a page of the entities, in the order of their ids: groups, users,
/// roles. It may be shorter than was asked for though more follow.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    query: Entities,
    page: PageRequest,
) -> Result<Page<Entity>, ServiceError> {
    let (inner, caller) = (svc.clone(), caller.clone());
    svc.read(move |tx| {
        let account = caller.account;
        let policy =
            PolicyRef::for_action(&inner, tx, &caller, &query.arn, "iam:ListEntitiesForPolicy")?;
        let ids = match query.usage {
            Some(Usage::Boundary) => {
                tx.bounded_by(account, &policy.id()?, page.after(), page.ask())?
            }
            Some(Usage::Permissions) | None => {
                tx.policy_holders(account, &policy.id()?, page.after(), page.ask())?
            }
        };
        let prefix = query.path_prefix.as_deref().unwrap_or("/");
        let ids = page.page(ids, Clone::clone);
        let mut items = Vec::new();
        for id in ids.items {
            let found = if let Some(user) = UserId::parse(&id) {
                let user = tx.user(account, &user)?;
                user.map(|user| (EntityKind::User, user.name.as_str().to_owned(), user.path))
            } else if let Some(group) = GroupId::parse(&id) {
                let group = tx.group(account, &group)?;
                group.map(|group| (EntityKind::Group, group.name.as_str().to_owned(), group.path))
            } else if let Some(role) = RoleId::parse(&id) {
                let role = tx.role(account, &role)?;
                role.map(|role| (EntityKind::Role, role.name.as_str().to_owned(), role.path))
            } else {
                None
            };
            let Some((kind, name, path)) = found else { continue };
            let wanted = query.kind.is_none_or(|wanted| wanted == kind);
            if wanted && path.as_str().starts_with(prefix) {
                items.push(Entity { kind, name, id });
            }
        }
        Ok(Page { items, next: ids.next })
    })
    .await
}
