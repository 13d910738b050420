//! Which policies open a service for a user, group or role (operation
//! ListPoliciesGrantingServiceAccess).

use identity::names::{AccountId, GroupId};
use storage::{AppliedSource, Tx};

use super::find::{About, about};
use super::services::opens;
use crate::authorize::{inline_kind, managed_document};
use crate::iam::holder::Found;
use crate::iam::policies::entities::EntityKind;
use crate::iam::policy_ref::PolicyRef;
use crate::{Caller, Kind, Service, ServiceError};

/// Is a policy that opens a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granting {
    /// The name.
    pub name: String,
    /// The ARN of a managed policy; an inline policy has none.
    pub arn: Option<String>,
    /// The holder of an inline policy: its kind and its name.
    pub holder: Option<(EntityKind, String)>,
}

/// Returns, for each service that is asked for, the policies that open it.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    arn: &str,
    services: Vec<String>,
) -> Result<Vec<(String, Vec<Granting>)>, ServiceError> {
    let (inner, caller, arn) = (svc.clone(), caller.clone(), arn.to_owned());
    svc.read(move |tx| {
        let account = caller.account;
        let action = "iam:ListPoliciesGrantingServiceAccess";
        let About::Holder(found) = about(&inner, tx, &caller, &arn, action)? else {
            let message = format!("{arn} is not the ARN of a user, group or role.");
            return Err(ServiceError::api(Kind::InvalidInput, message));
        };
        let rows = tx.applied_policies(account, found.id())?;
        let mut granting = vec![Vec::new(); services.len()];
        for row in rows {
            let (parsed, policy) = match row.source {
                AppliedSource::Inline { name, document } => {
                    let holder = holder(tx, account, &found, &row.holder)?;
                    let parsed = inner.parsed().of(inline_kind(&row.holder), &document)?;
                    (parsed, Granting { name, arn: None, holder: Some(holder) })
                }
                AppliedSource::Managed { id, .. } | AppliedSource::Aws(id) => {
                    let Some(policy) = PolicyRef::by_id(tx, account, &id)? else { continue };
                    let Some((arn, document)) = managed_document(tx, account, &id)? else {
                        continue;
                    };
                    let kind = identity::policy::Kind::Managed;
                    let name = policy.name().to_owned();
                    let parsed = inner.parsed().of(kind, &document)?;
                    (parsed, Granting { name, arn: Some(arn), holder: None })
                }
            };
            for (service, list) in services.iter().zip(&mut granting) {
                if opens(&parsed, service) && !list.contains(&policy) {
                    list.push(policy.clone());
                }
            }
        }
        Ok(services.iter().cloned().zip(granting).collect())
    })
    .await
}

/// Names the holder of an inline policy: whom the question is about, or a group.
fn holder(
    tx: &mut dyn Tx,
    account: AccountId,
    found: &Found,
    id: &str,
) -> Result<(EntityKind, String), ServiceError> {
    if let Some(id) = GroupId::parse(id) {
        let group = tx.group(account, &id)?;
        let name = group.map(|group| group.name.as_str().to_owned());
        return Ok((EntityKind::Group, name.unwrap_or_default()));
    }
    let kind = match found {
        Found::User(_) => EntityKind::User,
        Found::Group(_) => EntityKind::Group,
        Found::Role(_) => EntityKind::Role,
    };
    Ok((kind, found.name().to_owned()))
}
