//! Trust policies between their form in requests and their form in the store.

use identity::arn::{IamArn, Owner};
use identity::names::{RoleId, RoleName, UserId, UserName};
use identity::policy::{Kind as Document, bind_principals, show_principals};
use identity::role::Role;
use storage::Tx;

use crate::ServiceError;
use crate::iam::document::{read, refusal};

/// Reads a trust policy and puts ids in the place of the users and roles that it
/// names.
pub(super) fn bind(tx: &mut dyn Tx, document: &str, role: &str) -> Result<String, ServiceError> {
    read(Document::Trust, document, role)?;
    let mut fault = None;
    let bound = bind_principals(document, |text| {
        id_of(tx, text).unwrap_or_else(|error| {
            fault.get_or_insert(error);
            None
        })
    });
    match fault {
        Some(fault) => Err(fault),
        None => bound.map_err(|why| refusal(&why, role)),
    }
}

/// Finds the id of the user or role of an ARN, of any account.
fn id_of(tx: &mut dyn Tx, arn: &str) -> Result<Option<String>, ServiceError> {
    let Ok(IamArn { owner: Owner::Account(account), kind, path, name }) = IamArn::parse(arn) else {
        return Ok(None);
    };
    Ok(match (kind.as_str(), UserName::parse(&name), RoleName::parse(&name)) {
        ("user", Ok(name), _) => tx
            .user_by_name(account, &name)?
            .filter(|user| user.path.as_str() == path)
            .map(|user| user.id.as_str().to_owned()),
        ("role", _, Ok(name)) => tx
            .role_by_name(account, &name)?
            .filter(|role| role.path.as_str() == path)
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
