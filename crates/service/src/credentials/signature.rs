//! What a door knows of a signature: how a key is derived, and whether one made it.

use zeroize::Zeroizing;

/// Is the key that signs, derived from a secret for one scope; wiped when dropped.
pub type SigningKey = Zeroizing<[u8; 32]>;

/// Is a signature that came with a request.
pub trait Signature {
    /// Returns for what the signing key is derived: day, region, service.
    fn scope(&self) -> &str;

    /// Derives the signing key from a secret.
    fn signing_key(&self, secret: &[u8]) -> SigningKey;

    /// Says whether a key made the signature, in the same time for every key.
    fn is_by(&self, key: &SigningKey) -> bool;
}
