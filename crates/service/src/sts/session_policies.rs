//! Session policies that a call to STS passes: documents and managed policies.

use identity::names::{AccountId, PolicyId};
use identity::policy::Kind as Document;
use identity::quotas::SESSION_POLICY_ARNS;
use storage::Tx;

use crate::iam::policy_ref::PolicyRef;
use crate::{Kind, ServiceError};

/// Checks a document; `None` stays `None`.
pub(super) fn document(text: Option<&str>) -> Result<Vec<String>, ServiceError> {
    let Some(text) = text else { return Ok(Vec::new()) };
    if Document::Session.size(text) > Document::Session.longest() {
        let percent = packed_size(std::slice::from_ref(&text)).unwrap_or_default();
        let message = format!(
            "Packed policy consumes {percent}% of allotted space, please use smaller policy."
        );
        return Err(ServiceError::api(Kind::PackedPolicyTooLarge, message));
    }
    crate::iam::read_document(Document::Session, text, "session policy")?;
    Ok(vec![text.to_owned()])
}

/// Finds managed policies of an account by their ARNs.
pub(super) fn managed(
    tx: &mut dyn Tx,
    account: AccountId,
    arns: &[String],
) -> Result<Vec<PolicyId>, ServiceError> {
    if arns.len() > SESSION_POLICY_ARNS {
        let message = format!("At most {SESSION_POLICY_ARNS} managed policies can be passed.");
        return Err(ServiceError::api(Kind::ValidationError, message));
    }
    arns.iter()
        .map(|arn| {
            let found = PolicyRef::find(tx, account, arn)?;
            let missing = || {
                ServiceError::api(Kind::ValidationError, format!("Policy {arn} does not exist."))
            };
            found.ok_or_else(missing)?.id()
        })
        .collect()
}

/// Returns how much of their quota documents take, in percent; `None` when none
/// were passed.
pub(super) fn packed_size<T: AsRef<str>>(documents: &[T]) -> Option<u32> {
    let total: usize = documents.iter().map(|text| Document::Session.size(text.as_ref())).sum();
    let percent = (total * 100).div_ceil(Document::Session.longest());
    (!documents.is_empty()).then(|| u32::try_from(percent).unwrap_or(u32::MAX))
}
