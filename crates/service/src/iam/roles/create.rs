//! Making a role (operation CreateRole).

use identity::arn;
use identity::audit::Action;
use identity::names::{RoleId, RoleName};
use identity::quotas::ROLES;
use identity::role::Role;
use identity::tags::Tag;
use storage::StorageError;

use super::{RoleView, trust};
use crate::authorize::Ask;
use crate::env::random;
use crate::iam::policy_ref::PolicyRef;
use crate::iam::tags::check_new;
use crate::iam::users::create::parse_path;
use crate::record::Entry;
use crate::{Caller, Kind, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct CreateRole {
    /// The name.
    pub name: String,
    /// The path; `/` when left out.
    pub path: Option<String>,
    /// The trust policy.
    pub trust_policy: String,
    /// What it is for.
    pub description: Option<String>,
    /// Seconds that a session may last: 3600 to 43200, 3600 when left out.
    pub max_session: Option<u32>,
    /// The ARN of a managed policy that bounds the role.
    pub boundary: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// How long a session lasts at least that may last longest, and what is taken
/// when nothing is said.
const SHORTEST: u32 = 3600;
const LONGEST: u32 = 43_200;

/// Makes a role.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: CreateRole,
) -> Result<RoleView, ServiceError> {
    let name =
        RoleName::parse(&command.name).map_err(|why| ServiceError::validation("roleName", why))?;
    let path = parse_path(command.path.as_deref())?;
    let max_session = check_length(command.max_session.unwrap_or(SHORTEST))?;
    let tags = check_new(&command.tags)?;
    let id = RoleId::from_random(random(svc.env()));
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let arn = arn::iam(account, "role", path.as_str(), name.as_str());
        let ask = Ask::new("iam:CreateRole", arn)
            .with_some("iam:PermissionsBoundary", command.boundary.as_deref())
            .with_tags(&tags);
        caller.authorize(&inner, tx, &ask)?;
        if !tags.is_empty() {
            caller.authorize(&inner, tx, &ask.for_action("iam:TagRole"))?;
        }
        if tx.count_roles(account)? >= ROLES {
            return Err(ServiceError::quota("RolesPerAccount", ROLES));
        }
        let boundary = match &command.boundary {
            Some(arn) => Some(PolicyRef::attachable(tx, account, arn)?.id()?),
            None => None,
        };
        let role = Role {
            account,
            id: id.clone(),
            path: path.clone(),
            name: name.clone(),
            created: now,
            description: command.description.clone().unwrap_or_default(),
            max_session,
            trust: trust::bind(&inner, tx, account, &command.trust_policy, name.as_str())?,
            boundary,
            last_used: None,
        };
        match tx.add_role(&role) {
            Err(StorageError::Conflict { .. }) => {
                return Err(ServiceError::entity_exists("Role", role.name.as_str()));
            }
            other => other?,
        }
        for tag in &tags {
            tx.put_tag(account, role.id.as_str(), tag)?;
        }
        let view = RoleView::full(tx, &role)?;
        Entry::by(&caller, Action::CreateRole)
            .on(role.name.as_str())
            .answered(&told::role(&view))
            .keep(tx, account, now)?;
        Ok(view)
    })
    .await
}

/// Checks how long sessions of a role may last.
pub(super) fn check_length(seconds: u32) -> Result<u32, ServiceError> {
    if (SHORTEST..=LONGEST).contains(&seconds) {
        return Ok(seconds);
    }
    let message = format!("maxSessionDuration must be between {SHORTEST} and {LONGEST} seconds.");
    Err(ServiceError::api(Kind::ValidationError, message))
}
