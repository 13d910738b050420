//! The signing key: derived from the secret for one day, region and service.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Scope;

fn hmac(key: &[u8], text: &[u8]) -> Zeroizing<[u8; 32]> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of any length (RFC 2104, section 2)");
    };
    mac.update(text);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// Is a signing key, wiped when dropped, never printed.
pub type SigningKey = Zeroizing<[u8; 32]>;

/// Derives the key that a secret signs with under a scope.
pub(super) fn derive(secret: &[u8], scope: &Scope) -> SigningKey {
    let mut start = Zeroizing::new(Vec::with_capacity(4 + secret.len()));
    start.extend_from_slice(b"AWS4");
    start.extend_from_slice(secret);
    let day = hmac(&start, scope.day.as_bytes());
    let region = hmac(day.as_slice(), scope.region.as_bytes());
    let service = hmac(region.as_slice(), scope.service.as_bytes());
    hmac(service.as_slice(), scope.terminator.as_bytes())
}

/// Computes the signature of a text by a derived key, in lower-case hexadecimal.
pub(super) fn signature_by(key: &SigningKey, text: &str) -> String {
    data_encoding::HEXLOWER.encode(hmac(key.as_slice(), text.as_bytes()).as_slice())
}

/// Computes the signature of a text, in lower-case hexadecimal.
pub(super) fn signature(secret: &[u8], scope: &Scope, text: &str) -> String {
    signature_by(&derive(secret, scope), text)
}

/// Computes the hash of bytes, in lower-case hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Deriving the signing key", AWS General Reference: the published example
    /// (20150830, us-east-1, iam) and its signature of the published text.
    #[test]
    fn the_published_example() {
        let scope = Scope::parse("AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request").unwrap();
        let text = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n\
                    f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
        assert_eq!(
            signature(b"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", &scope, text),
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }
}
