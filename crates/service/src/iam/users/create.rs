//! Making a user (operation CreateUser).

use identity::arn;
use identity::audit::Action;
use identity::names::{InvalidName, Path, UserId, UserName};
use identity::tags::Tag;
use identity::user::User;
use storage::StorageError;

use crate::authorize::Ask;
use crate::env::random;
use crate::iam::UserView;
use crate::iam::policy_ref::PolicyRef;
use crate::iam::tags::check_new;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError, told};

/// Is what is wanted.
#[derive(Clone, Debug, Default)]
pub struct CreateUser {
    /// The name.
    pub name: String,
    /// The path; `/` when left out.
    pub path: Option<String>,
    /// The ARN of a managed policy that bounds the user.
    pub boundary: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// Makes a user.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    command: CreateUser,
) -> Result<UserView, ServiceError> {
    let name = parse_name(&command.name)?;
    let path = parse_path(command.path.as_deref())?;
    let tags = check_new(&command.tags)?;
    let id = UserId::from_random(random(svc.env()));
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        let account = caller.account;
        let arn = arn::iam(account, "user", path.as_str(), name.as_str());
        let ask = Ask::new("iam:CreateUser", arn)
            .with_some("iam:PermissionsBoundary", command.boundary.as_deref())
            .with_tags(&tags);
        caller.authorize(&inner, tx, &ask)?;
        if !tags.is_empty() {
            caller.authorize(&inner, tx, &ask.for_action("iam:TagUser"))?;
        }
        let boundary = match &command.boundary {
            Some(arn) => Some(PolicyRef::attachable(tx, account, arn)?.id()?),
            None => None,
        };
        let (id, path, name, created) = (id.clone(), path.clone(), name.clone(), now);
        let user = User { account, id, path, name, boundary, created };
        match tx.add_user(&user) {
            Err(StorageError::Conflict { .. }) => {
                return Err(ServiceError::entity_exists("User", user.name.as_str()));
            }
            other => other?,
        }
        for tag in &tags {
            tx.put_tag(account, user.id.as_str(), tag)?;
        }
        let view = UserView::full(tx, &user)?;
        Entry::by(&caller, Action::CreateUser)
            .on(user.name.as_str())
            .answered(&told::user(&view))
            .keep(tx, account, now)?;
        Ok(view)
    })
    .await
}

/// Reads the name of a new user. That of root is nobody's: people would take such
/// a user for it.
pub(super) fn parse_name(name: &str) -> Result<UserName, ServiceError> {
    let parsed = UserName::parse(name).map_err(|why| ServiceError::validation("userName", why))?;
    if parsed.key() == "root" {
        let why = InvalidName::Form("the name root is kept for the root user");
        return Err(ServiceError::validation("userName", why));
    }
    Ok(parsed)
}

/// Reads the path of something new.
pub(crate) fn parse_path(path: Option<&str>) -> Result<Path, ServiceError> {
    match path {
        None => Ok(Path::root()),
        Some(path) => Path::parse(path).map_err(|why| ServiceError::validation("path", why)),
    }
}
