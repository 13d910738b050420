//! The condition keys that given policies ask for (operation
//! GetContextKeysForCustomPolicy).

use identity::policy::Kind as Document;

use super::context_keys::names_of;
use super::inputs::read_all;
use crate::authorize::Ask;
use crate::{Caller, Service, ServiceError};

/// Returns the keys.
pub async fn run(
    svc: &Service,
    caller: &Caller,
    documents: Vec<String>,
) -> Result<Vec<String>, ServiceError> {
    let (inner, who) = (svc.clone(), caller.clone());
    let ask = Ask::new("iam:GetContextKeysForCustomPolicy", "*");
    svc.read(move |tx| who.authorize(&inner, tx, &ask)).await?;
    let policies = read_all(Document::RoleInline, &documents, "PolicyInputList")?;
    Ok(names_of(policies.iter().map(|(_, policy)| policy)))
}
