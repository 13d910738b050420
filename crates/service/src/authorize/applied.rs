//! The policies that apply to somebody: read from the store, parsed, each with the
//! name by which a decision speaks of it.

use std::sync::Arc;

use identity::names::{AccountId, PolicyId};
use identity::policy::{AWS_MANAGED, Kind, Source};
use storage::{AppliedSource, Tx};

use super::ParsedPolicy;
use crate::service::corrupt;
use crate::{Service, ServiceError};

/// Is a policy that applies, and its name.
#[derive(Clone, Debug)]
pub(crate) struct Applied {
    pub(crate) name: String,
    pub(crate) parsed: Arc<ParsedPolicy>,
}

impl Applied {
    pub(crate) fn source(&self) -> Source<'_> {
        Source { name: &self.name, policy: &self.parsed.policy }
    }
}

/// Returns what applies to a user or role: inline and attached, its own and its
/// groups'.
pub(crate) fn applied_to(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    holder: &str,
) -> Result<Vec<Applied>, ServiceError> {
    let rows = tx.applied_policies(account, holder)?;
    rows.into_iter()
        .map(|row| match row.source {
            AppliedSource::Inline { name, document } => {
                let parsed = svc.parsed().of(inline_kind(&row.holder), &document)?;
                Ok(Applied { name: format!("{}/{name}", row.holder), parsed })
            }
            AppliedSource::Managed { id, document } => Ok(Applied {
                name: id.as_str().to_owned(),
                parsed: svc.parsed().of(Kind::Managed, &document)?,
            }),
            AppliedSource::Aws(id) => managed(svc, tx, account, &id),
        })
        .collect()
}

/// Returns the kind of an inline policy by the id of its holder.
pub(crate) fn inline_kind(holder: &str) -> Kind {
    match holder.get(..4) {
        Some("AGPA") => Kind::GroupInline,
        Some("AROA") => Kind::RoleInline,
        _ => Kind::UserInline,
    }
}

/// Returns a managed policy by id.
pub(super) fn managed(
    svc: &Service,
    tx: &mut dyn Tx,
    account: AccountId,
    id: &PolicyId,
) -> Result<Applied, ServiceError> {
    let (name, document) = managed_document(tx, account, id)?
        .ok_or_else(|| corrupt("an attached policy is missing"))?;
    Ok(Applied { name, parsed: svc.parsed().of(Kind::Managed, &document)? })
}

/// Returns ARN and document in force of a managed policy, of the account or of
/// those that come with the program.
pub(crate) fn managed_document(
    tx: &mut dyn Tx,
    account: AccountId,
    id: &PolicyId,
) -> Result<Option<(String, String)>, ServiceError> {
    if let Some(policy) = AWS_MANAGED.iter().find(|policy| policy.id == id.as_str()) {
        return Ok(Some((policy.arn(), policy.document.to_owned())));
    }
    let Some(policy) = tx.policy(account, id)? else { return Ok(None) };
    let version = tx
        .policy_version(account, id, policy.default_version)?
        .ok_or_else(|| corrupt("the version in force of a policy is missing"))?;
    Ok(Some((policy.arn(), version.document)))
}
