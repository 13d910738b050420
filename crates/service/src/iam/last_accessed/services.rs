//! The services that there are, and which of them policies open.

use std::sync::Arc;

use crate::authorize::ParsedPolicy;

/// Is each service by its namespace, with its name for people.
pub(super) const SERVICES: [(&str, &str); 4] = [
    ("account", "AWS Account Management"),
    ("cloudtrail", "AWS CloudTrail"),
    ("iam", "AWS Identity and Access Management"),
    ("sts", "AWS Security Token Service"),
];

/// Says whether a policy allows any action of a service, on whatever resource and
/// under whatever condition.
pub(super) fn opens(policy: &Arc<ParsedPolicy>, service: &str) -> bool {
    policy.policy.statements().iter().any(|statement| statement.allows_some_action_of(service))
}
