//! Finding the user, or root, that an operation is about: the one that was named,
//! or who signs. Authorised before it is said whether there is such a user.

use identity::Identity;
use identity::arn;
use identity::names::{AccountId, UserName};
use identity::user::User;
use storage::Tx;

use crate::authorize::Ask;
use crate::{Caller, Kind, Service, ServiceError};

/// Is an identity that has credentials.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// The root user.
    Root,
    /// An IAM user.
    User(Box<User>),
}

impl Subject {
    /// Returns the identity.
    pub(crate) fn identity(&self) -> Identity {
        match self {
            Self::Root => Identity::Root,
            Self::User(user) => user.identity(),
        }
    }

    /// Returns the name of a user.
    pub(crate) fn user_name(&self) -> Option<String> {
        match self {
            Self::Root => None,
            Self::User(user) => Some(user.name.as_str().to_owned()),
        }
    }

    /// Returns the name for messages and records.
    pub(crate) fn shown(&self) -> &str {
        match self {
            Self::Root => "root",
            Self::User(user) => user.name.as_str(),
        }
    }
}

/// Finds a user by the name in a request; what is no valid name is nobody's.
pub(crate) fn look_up(
    tx: &mut dyn Tx,
    account: AccountId,
    name: &str,
) -> Result<Option<User>, ServiceError> {
    match UserName::parse(name) {
        Ok(parsed) if parsed.as_str() == name => Ok(tx.user_by_name(account, &parsed)?),
        _ => Ok(None),
    }
}

/// Finds the named user for an action.
pub(crate) fn user(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: &str,
    action: &'static str,
) -> Result<User, ServiceError> {
    let found = look_up(tx, caller.account, name)?;
    caller.authorize(svc, tx, &ask(caller.account, action, name, found.as_ref()))?;
    found.ok_or_else(|| ServiceError::no_entity("user", name))
}

/// Finds the named user, or who signs, for an action.
pub(crate) fn user_or_self(
    svc: &Service,
    tx: &mut dyn Tx,
    caller: &Caller,
    name: Option<&str>,
    action: &'static str,
) -> Result<Subject, ServiceError> {
    if let Some(name) = name {
        return user(svc, tx, caller, name, action).map(|user| Subject::User(Box::new(user)));
    }
    match &caller.identity {
        Identity::Root => {
            caller.authorize(svc, tx, &Ask::new(action, arn::root(caller.account)))?;
            Ok(Subject::Root)
        }
        Identity::User(id) => {
            let user = tx.user(caller.account, id)?.ok_or(ServiceError::SignedOut)?;
            let name = user.name.as_str().to_owned();
            caller.authorize(svc, tx, &ask(caller.account, action, &name, Some(&user)))?;
            Ok(Subject::User(Box::new(user)))
        }
        Identity::Role(_) => Err(ServiceError::api(
            Kind::ValidationError,
            "Must specify userName when calling with non-User credentials",
        )),
    }
}

/// Asks for an action on a user. Whoever is refused reads the name that they
/// sent, and nothing of the path that only an existing user has.
pub(crate) fn ask(
    account: AccountId,
    action: &'static str,
    name: &str,
    found: Option<&User>,
) -> Ask {
    let shown = arn::iam(account, "user", "/", name);
    match found {
        None => Ask::new(action, shown),
        Some(user) => Ask::new(action, user.arn()).shown(shown).tagged(user.id.as_str()),
    }
}
