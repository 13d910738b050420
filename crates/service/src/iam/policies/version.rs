//! Finding a version of a managed policy by its id.

use identity::managed_policy::{ManagedPolicy, PolicyVersion};
use storage::Tx;

use crate::{Kind, ServiceError};

/// Finds a version.
pub(super) fn find(
    tx: &mut dyn Tx,
    policy: &ManagedPolicy,
    id: &str,
) -> Result<PolicyVersion, ServiceError> {
    let found = match PolicyVersion::number_of(id) {
        Some(number) => tx.policy_version(policy.account, &policy.id, number)?,
        None => None,
    };
    found.ok_or_else(|| missing(&policy.arn(), id))
}

/// Says that there is no such version.
pub(super) fn missing(arn: &str, id: &str) -> ServiceError {
    let message = format!("Policy {arn} version {id} does not exist or is not attachable.");
    ServiceError::api(Kind::NoSuchEntity, message)
}
