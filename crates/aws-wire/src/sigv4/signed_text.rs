//! The text that was signed, with the signature to compare.

use subtle::ConstantTimeEq;

use super::{ALGORITHM, Scope, SigningKey, key};
use crate::Moment;

/// Is what a secret must sign. Comparing takes the same time for every secret.
#[derive(Debug)]
pub struct SignedText<'a> {
    text: String,
    scope: &'a Scope,
    signature: &'a str,
}

impl<'a> SignedText<'a> {
    pub(super) fn new(scope: &'a Scope, at: Moment, canonical: &str, signature: &'a str) -> Self {
        Self { text: text(scope, at, canonical), scope, signature }
    }

    /// Says whether this secret made the signature.
    pub fn is_signed_by(&self, secret: &[u8]) -> bool {
        self.is_signed_with(&self.signing_key(secret))
    }

    /// Returns the key that a secret signs with under the scope of this request: the
    /// same for all requests of a day to a service in a region.
    pub fn signing_key(&self, secret: &[u8]) -> SigningKey {
        key::derive(secret, self.scope)
    }

    /// Says whether this signing key made the signature.
    pub fn is_signed_with(&self, key: &SigningKey) -> bool {
        let wanted = key::signature_by(key, &self.text);
        wanted.as_bytes().ct_eq(self.signature.as_bytes()).into()
    }
}

/// Writes the text to sign.
pub(super) fn text(scope: &Scope, at: Moment, canonical: &str) -> String {
    let hash = key::sha256_hex(canonical.as_bytes());
    [ALGORITHM, "\n", &at.basic(), "\n", &scope.text(), "\n", &hash].concat()
}
