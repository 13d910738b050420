//! The chain: each record's hash covers the hash before it, so that the last one
//! stands for the whole trail. The hash is a plain one, which anybody can compute
//! again; the keyed hash beside it can be made by the service only.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::names::AccountId;

use super::{Record, encode};

/// Is the SHA-256 of a record and of everything before it in its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// Is what stands before the first record.
    pub const START: Self = Self([0; 32]);

    /// Returns the hash of the record that follows this one.
    #[must_use]
    pub fn then(&self, account: AccountId, record: &Record) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(encode(account, record));
        Self(hash.finalize().into())
    }
}

/// Is the key of the trail, derived from the master key: whoever can write to
/// the store and does not have it cannot write a record that passes for one of
/// the service's.
#[derive(Clone)]
pub struct AuditKey(Zeroizing<[u8; 32]>);

impl AuditKey {
    /// Takes 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Returns the keyed hash (HMAC-SHA-256) of a place in a chain.
    pub fn prove(&self, hash: &ChainHash) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_ref()) else {
            unreachable!("HMAC takes keys of any length (RFC 2104, section 2)");
        };
        mac.update(&hash.0);
        mac.finalize().into_bytes().into()
    }

    /// Says whether a keyed hash was made with this key for this place.
    pub fn proves(&self, hash: &ChainHash, proof: &[u8; 32]) -> bool {
        self.prove(hash).ct_eq(proof).into()
    }
}

impl std::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditKey(secret)")
    }
}
