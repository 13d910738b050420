//! The condition keys that the policies of a user, group or role ask for
//! (operation GetContextKeysForPrincipalPolicy), with others beside them.

use identity::policy::Kind as Document;

use super::context_keys::names_of;
use super::inputs::read_all;
use super::principal::source;
use crate::{Caller, Service, ServiceError};

/// Returns the keys.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    arn: &str,
    documents: Vec<String>,
) -> Result<Vec<String>, ServiceError> {
    let (inner, caller, arn) = (svc.clone(), caller.clone(), arn.to_owned());
    svc.read(move |tx| {
        let found = source(&inner, tx, &caller, &arn, "iam:GetContextKeysForPrincipalPolicy")?;
        let given = read_all(Document::RoleInline, &documents, "PolicyInputList")?;
        let own = found.own.iter().map(|applied| &applied.parsed.policy);
        Ok(names_of(own.chain(given.iter().map(|(_, policy)| policy))))
    })
    .await
}
