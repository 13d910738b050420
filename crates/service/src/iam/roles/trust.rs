//! Trust policies between their form in requests and their form in the store.

use identity::arn::{IamArn, Owner};
use identity::names::{AccountId, RoleId, RoleName, UserId, UserName};
use identity::policy::{Kind as Document, bind_principals, show_principals};
use identity::role::Role;
use storage::Tx;

use crate::iam::document::{read, refusal};
use crate::{Purpose, Service, ServiceError};

/// Reads a trust policy and puts ids in the place of the users and roles that it
/// names. One of the role's own account must exist. Whether one of another account does
/// is not this account's to know: in its place stands an id that nobody has, which is as
/// good as that of somebody, always the same, and tells nothing.
pub(super) fn bind(
    svc: &Service,
    tx: &mut dyn Tx,
    own: AccountId,
    document: &str,
    role: &str,
) -> Result<String, ServiceError> {
    read(Document::Trust, document, role)?;
    let mut fault = None;
    let bound = bind_principals(document, |text| {
        let found = IamArn::parse(text).map_or(Ok(None), |arn| match id_of(tx, &arn)? {
            Some(id) => Ok(Some(id)),
            None if arn.owner == Owner::Account(own) => Ok(None),
            None => Ok(id_of_nobody(svc, &arn)),
        });
        found.unwrap_or_else(|error| {
            fault.get_or_insert(error);
            None
        })
    });
    match fault {
        Some(fault) => Err(fault),
        None => bound.map_err(|why| refusal(&why, role)),
    }
}

/// Returns the id that stands for a user or role that does not exist.
fn id_of_nobody(svc: &Service, arn: &IamArn) -> Option<String> {
    let Owner::Account(account) = arn.owner else { return None };
    let text = identity::arn::iam(account, &arn.kind, &arn.path, &arn.name);
    let mac = svc.mac(Purpose::NoPrincipal, &[text.as_bytes()]);
    let bytes = *mac.first_chunk()?;
    match (arn.kind.as_str(), UserName::parse(&arn.name), RoleName::parse(&arn.name)) {
        ("user", Ok(_), _) => Some(UserId::from_random(bytes).as_str().to_owned()),
        ("role", _, Ok(_)) => Some(RoleId::from_random(bytes).as_str().to_owned()),
        _ => None,
    }
}

/// Finds the id of the user or role of an ARN, of any account.
fn id_of(tx: &mut dyn Tx, arn: &IamArn) -> Result<Option<String>, ServiceError> {
    let IamArn { owner: Owner::Account(account), kind, path, name } = arn else {
        return Ok(None);
    };
    let account = *account;
    Ok(match (kind.as_str(), UserName::parse(name), RoleName::parse(name)) {
        ("user", Ok(name), _) => tx
            .user_by_name(account, &name)?
            .filter(|user| user.path.as_str() == path.as_str())
            .map(|user| user.id.as_str().to_owned()),
        ("role", _, Ok(name)) => tx
            .role_by_name(account, &name)?
            .filter(|role| role.path.as_str() == path.as_str())
            .map(|role| role.id.as_str().to_owned()),
        _ => None,
    })
}

/// Tells the trust policy of a role with the ARNs of today. What is gone, or
/// belongs to another account, is told by id.
pub(crate) fn show(tx: &mut dyn Tx, role: &Role) -> Result<String, ServiceError> {
    let account = role.account;
    let mut fault = None;
    let shown = show_principals(&role.trust, |id| {
        let arn = match (UserId::parse(id), RoleId::parse(id)) {
            (Some(id), _) => tx.user(account, &id).map(|user| user.map(|user| user.arn())),
            (None, Some(id)) => tx.role(account, &id).map(|role| role.map(|role| role.arn())),
            (None, None) => Ok(None),
        };
        arn.unwrap_or_else(|error| {
            fault.get_or_insert(error);
            None
        })
    });
    match fault {
        Some(fault) => Err(fault.into()),
        None => shown.map_err(|why| refusal(&why, role.name.as_str())),
    }
}
