//! The condition keys that policies ask for.

use std::collections::BTreeSet;

use identity::policy::Policy;

/// Returns the keys in the order of their names.
pub(super) fn names_of<'a>(policies: impl Iterator<Item = &'a Policy>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for policy in policies {
        names.extend(policy.context_keys().into_iter().map(str::to_owned));
    }
    names.into_iter().collect()
}
