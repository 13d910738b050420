//! Policies that have been read: reading a document takes longer than deciding by
//! it, and the same few documents decide nearly everything.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use identity::policy::{Kind, Policy};

use crate::ServiceError;
use crate::service::corrupt;

/// Is a policy with what it needs to know.
#[derive(Debug)]
pub(crate) struct ParsedPolicy {
    pub(crate) policy: Policy,
    /// Whether it speaks of the caller's tags.
    pub(crate) principal_tags: bool,
    /// Whether it speaks of the resource's tags.
    pub(crate) resource_tags: bool,
}

/// Characters of documents kept at most; beyond that all are read anew.
const KEPT: usize = 16 * 1024 * 1024;

/// Is the set of policies that have been read, by their text.
#[derive(Default)]
pub(crate) struct Parsed(RwLock<Kept>);

#[derive(Default)]
struct Kept {
    policies: HashMap<Kind, HashMap<String, Arc<ParsedPolicy>>>,
    characters: usize,
}

impl Parsed {
    /// Returns the policy of a document that was accepted before.
    pub(crate) fn of(&self, kind: Kind, document: &str) -> Result<Arc<ParsedPolicy>, ServiceError> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(policy) = kept.policies.get(&kind).and_then(|of_kind| of_kind.get(document)) {
            return Ok(Arc::clone(policy));
        }
        drop(kept);
        let policy = Policy::parse(kind, document)
            .map_err(|_| corrupt("a policy that is in force cannot be read"))?;
        let speaks_of = |what: &str| {
            document.as_bytes().windows(what.len()).any(|w| w.eq_ignore_ascii_case(what.as_bytes()))
        };
        let policy = Arc::new(ParsedPolicy {
            policy,
            principal_tags: speaks_of("PrincipalTag"),
            resource_tags: speaks_of("ResourceTag"),
        });
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.characters > KEPT {
            *kept = Kept::default();
        }
        kept.characters += document.len();
        kept.policies.entry(kind).or_default().insert(document.to_owned(), Arc::clone(&policy));
        Ok(policy)
    }
}
