//! The hash functions that RFC 6238 allows under HMAC.

/// Is the hash function under the HMAC of a code (RFC 6238, section 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC-SHA-1, the default everywhere and AWS's only one.
    #[default]
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

/// Says that a URI or file names a hash function that no TOTP standard knows.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the algorithm must be SHA1, SHA256 or SHA512")]
pub struct UnknownAlgorithm;

impl Algorithm {
    /// Returns the name used in `otpauth` URIs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Reads a name in any of the spellings that applications write:
    /// `SHA1`, `sha1`, `HmacSHA1`, `HMAC-SHA-256`.
    pub fn parse(name: &str) -> Result<Self, UnknownAlgorithm> {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        match plain.strip_prefix("HMAC").unwrap_or(&plain) {
            "SHA1" => Ok(Self::Sha1),
            "SHA256" => Ok(Self::Sha256),
            "SHA512" => Ok(Self::Sha512),
            _ => Err(UnknownAlgorithm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling_in_use() {
        for (text, want) in [
            ("SHA1", Algorithm::Sha1),
            ("sha1", Algorithm::Sha1),
            ("HmacSHA256", Algorithm::Sha256),
            ("HMAC-SHA-512", Algorithm::Sha512),
        ] {
            assert_eq!(Algorithm::parse(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["", "MD5", "SHA2", "SHA-384", "HMAC"] {
            assert_eq!(Algorithm::parse(text), Err(UnknownAlgorithm), "{text}");
        }
    }
}
