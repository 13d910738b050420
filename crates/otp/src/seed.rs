//! The shared secret of a device, and its base32 form (RFC 4648).

use data_encoding::BASE32_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Is the secret that a device and a service share (RFC 4226 calls it *K*).
/// It is wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct Seed(Zeroizing<Vec<u8>>);

/// Says why a text is not a base32 secret. The text itself is not repeated.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MalformedSeed {
    /// Nothing is left after blanks and dashes are dropped.
    #[error("the secret is empty")]
    Empty,
    /// A character that base32 does not have.
    #[error(
        "the secret has a character at position {position} that base32 does not use (A-Z, 2-7)"
    )]
    Character {
        /// The position in the text as typed, counted from 1.
        position: usize,
    },
    /// More bytes than any service issues.
    #[error("the secret is longer than {} bytes", Seed::MAX_BYTES)]
    TooLong,
}

impl Seed {
    /// The longest secret that is taken, in bytes.
    pub const MAX_BYTES: usize = 1024;

    /// Takes raw bytes: 1 to [`Self::MAX_BYTES`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, MalformedSeed> {
        let bytes = Zeroizing::new(bytes);
        match bytes.len() {
            0 => Err(MalformedSeed::Empty),
            1..=Self::MAX_BYTES => Ok(Self(bytes)),
            _ => Err(MalformedSeed::TooLong),
        }
    }

    /// Reads base32 as people and files write it: any case, with or without
    /// padding, blanks and dashes; left-over bits of lengths that RFC 4648
    /// forbids are dropped, as the applications that write such secrets do.
    pub fn from_base32(text: &str) -> Result<Self, MalformedSeed> {
        let mut out = Zeroizing::new(Vec::with_capacity(text.len() * 5 / 8));
        let (mut buffer, mut bits) = (0_u32, 0_u32);
        let padded = text.trim_end_matches(|c: char| c == '=' || c.is_whitespace());
        for (index, c) in padded.chars().enumerate() {
            let value = match c {
                'A'..='Z' => u32::from(c) - u32::from('A'),
                'a'..='z' => u32::from(c) - u32::from('a'),
                '2'..='7' => u32::from(c) - u32::from('2') + 26,
                '-' => continue,
                c if c.is_whitespace() => continue,
                _ => return Err(MalformedSeed::Character { position: index + 1 }),
            };
            buffer = (buffer << 5 | value) & 0xfff;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                if out.len() == Self::MAX_BYTES {
                    return Err(MalformedSeed::TooLong);
                }
                out.push(u8::try_from(buffer >> bits & 0xff).unwrap_or_default());
            }
        }
        if out.is_empty() { Err(MalformedSeed::Empty) } else { Ok(Self(out)) }
    }

    /// Writes base32 in capitals without padding.
    pub fn to_base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(&self.0))
    }

    /// Writes base32 in groups of four, for reading aloud and typing.
    pub fn to_groups(&self) -> Zeroizing<String> {
        let plain = self.to_base32();
        let mut grouped = Zeroizing::new(String::with_capacity(plain.len() * 5 / 4));
        for (index, c) in plain.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(c);
        }
        grouped
    }

    /// Returns the raw bytes, for the HMAC and for sealing.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Returns the length in bytes.
    pub fn byte_len(&self) -> usize {
        self.0.len()
    }

    /// Compares in constant time.
    pub fn same(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(text: &str) -> Vec<u8> {
        Seed::from_base32(text).unwrap().expose().to_vec()
    }

    #[test]
    fn reads_rfc_4648_vectors() {
        for (plain, encoded) in [
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(bytes(encoded), plain.as_bytes());
        }
    }

    #[test]
    fn forgives_case_blanks_dashes_and_missing_padding() {
        assert_eq!(bytes(" mzxw-6yt b\noi "), b"foobar");
    }

    #[test]
    fn drops_left_over_bits_of_odd_lengths() {
        for length in [9, 11, 14, 17, 19, 22, 25] {
            assert_eq!(bytes(&"A".repeat(length)).len(), length * 5 / 8);
        }
    }

    #[test]
    fn says_where_the_fault_is_and_not_what_was_typed() {
        let error = Seed::from_base32("MZXW 0YTB").unwrap_err();
        assert_eq!(error, MalformedSeed::Character { position: 6 });
        assert!(!error.to_string().contains("MZXW"));
        assert_eq!(
            Seed::from_base32("M=ZX").unwrap_err(),
            MalformedSeed::Character { position: 2 }
        );
    }

    #[test]
    fn refuses_empty_and_endless_secrets() {
        assert_eq!(Seed::from_base32(" - =").unwrap_err(), MalformedSeed::Empty);
        assert_eq!(Seed::from_base32("").unwrap_err(), MalformedSeed::Empty);
        assert_eq!(Seed::from_base32(&"A".repeat(2000)).unwrap_err(), MalformedSeed::TooLong);
    }

    #[test]
    fn groups_of_four() {
        assert_eq!(
            Seed::from_bytes(b"foobar".to_vec()).unwrap().to_groups().as_str(),
            "MZXW 6YTB OI"
        );
    }

    #[test]
    fn debug_hides_the_bytes() {
        assert_eq!(format!("{:?}", Seed::from_bytes(vec![1, 2, 3]).unwrap()), "Seed(secret)");
    }

    proptest! {
        #[test]
        fn base32_round_trip(raw in proptest::collection::vec(any::<u8>(), 1..200)) {
            let seed = Seed::from_bytes(raw.clone()).unwrap();
            prop_assert_eq!(bytes(&seed.to_base32()), raw.clone());
            prop_assert_eq!(bytes(&seed.to_groups()), raw);
        }

        #[test]
        fn never_fails_badly(text in "\\PC{0,100}") {
            let _ = Seed::from_base32(&text);
        }
    }
}
