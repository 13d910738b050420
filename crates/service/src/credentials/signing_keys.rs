//! Signing keys that were derived before. A key is found here only for the very row
//! that the store holds now, as it is sealed and owned: one that was deleted, made
//! anew or tampered with is never signed for from memory.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use identity::Identity;
use identity::access_key::AccessKey;

use super::signature::SigningKey;

/// Keys remembered at most; beyond that all are derived anew.
const REMEMBERED: usize = 10_000;

/// Is the set of keys that made a good signature, by the access key's id.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<HashMap<String, Derived>>);

struct Derived {
    owner: Identity,
    sealed: Vec<u8>,
    scope: String,
    key: SigningKey,
}

impl SigningKeys {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Derived>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the signing key of an access key as it was just read, for a scope.
    pub(super) fn find(&self, row: &AccessKey, scope: &str) -> Option<SigningKey> {
        let known = self.known();
        let derived = known.get(row.id.as_str())?;
        let same = derived.sealed == row.sealed_secret
            && derived.owner == row.owner
            && derived.scope == scope;
        same.then(|| derived.key.clone())
    }

    /// Remembers a signing key that made a good signature.
    pub(super) fn remember(&self, row: &AccessKey, scope: &str, key: SigningKey) {
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let derived = Derived {
            owner: row.owner.clone(),
            sealed: row.sealed_secret.clone(),
            scope: scope.to_owned(),
            key,
        };
        known.insert(row.id.as_str().to_owned(), derived);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::Timestamp;
    use identity::names::{AccessKeyId, AccountId, KeyKind};
    use zeroize::Zeroizing;

    fn row(owner: Identity, sealed: &[u8]) -> AccessKey {
        let account = AccountId::parse("123456789012").unwrap();
        AccessKey {
            id: AccessKeyId::from_random(KeyKind::LongTerm, account, [7; 5]),
            owner,
            sealed_secret: sealed.to_vec(),
            active: true,
            created: Timestamp::from_unix_seconds(0),
            last_used: None,
        }
    }

    #[test]
    fn only_the_same_row_and_scope_find_the_key() {
        let keys = SigningKeys::default();
        let user = Identity::from_key("AIDA22222222222222222").unwrap();
        let kept = row(user.clone(), b"sealed");
        assert!(keys.find(&kept, "today").is_none());
        keys.remember(&kept, "today", Zeroizing::new([1; 32]));
        assert_eq!(keys.find(&kept, "today").map(|key| key[0]), Some(1));
        assert!(keys.find(&kept, "tomorrow").is_none());
        assert!(keys.find(&row(user, b"resealed"), "today").is_none());
        assert!(keys.find(&row(Identity::Root, b"sealed"), "today").is_none());
    }
}
