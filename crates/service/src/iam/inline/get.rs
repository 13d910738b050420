//! One inline policy (operations GetUserPolicy, GetGroupPolicy, GetRolePolicy).

use identity::names::PolicyName;

use super::missing;
use crate::iam::Holder;
use crate::iam::holder::Verbs;
use crate::{Caller, Service, ServiceError};

const VERBS: Verbs =
    Verbs { user: "iam:GetUserPolicy", group: "iam:GetGroupPolicy", role: "iam:GetRolePolicy" };

/// Is an inline policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlinePolicy {
    /// The name of its user, group or role.
    pub holder: String,
    /// The name.
    pub name: String,
    /// The document as it was sent.
    pub document: String,
}

/// Returns a policy by name.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    holder: Holder,
    name: &str,
) -> Result<InlinePolicy, ServiceError> {
    let (inner, caller, name) = (svc.clone(), caller.clone(), name.to_owned());
    svc.read(move |tx| {
        let found = holder.find(&inner, tx, &caller, VERBS, |ask| ask)?;
        let kept = match PolicyName::parse(&name) {
            Ok(name) => tx.inline_policy(caller.account, found.id(), &name)?,
            Err(_) => None,
        };
        let (name, document) = kept.ok_or_else(|| missing(holder.kind(), &name))?;
        Ok(InlinePolicy { holder: found.name().to_owned(), name, document })
    })
    .await
}
