//! The keys that open a vault: age X25519 identities, and their public halves.
//! How a passphrase guards one of them is `key_file`'s affair.

use age::secrecy::ExposeSecret;
use age::x25519;
use zeroize::Zeroizing;

const PREFIX: &str = "AGE-SECRET-KEY-1";

/// Is a secret key: the device's, or a printed recovery key. It is wiped from
/// memory when dropped and never printed by accident.
#[derive(Clone)]
pub struct Key(pub(crate) x25519::Identity);

/// Is the public half of a key: it encrypts to the key and opens nothing.
#[derive(Clone)]
pub struct PublicKey(pub(crate) x25519::Recipient);

/// Says why a text holds no key. The text itself is not repeated.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MalformedKey {
    /// No line begins like a key.
    #[error("there is no recovery key in it (a key begins with {PREFIX})")]
    Missing,
    /// The checksum of a key is wrong.
    #[error(
        "the recovery key is mistyped or incomplete: its checksum does not fit; it has {} characters",
        Key::LENGTH
    )]
    Mistyped,
    /// More text than keys and comments need.
    #[error("this is too long to be a recovery key")]
    TooLong,
}

impl Key {
    /// The length of a key's text, in characters.
    pub const LENGTH: usize = 74;

    const MAX_TEXT: usize = 65_536;

    /// Makes a new key from the system's randomness.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// Reads every key in a text as people keep them: any case, broken over
    /// lines, with blanks, and with comment lines that begin with `#`.
    pub fn read_all(text: &str) -> Result<Vec<Self>, MalformedKey> {
        if text.len() > Self::MAX_TEXT {
            return Err(MalformedKey::TooLong);
        }
        let mut plain = Zeroizing::new(String::with_capacity(text.len()));
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            plain.extend(
                line.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()),
            );
        }
        let mut parts = plain.split(PREFIX);
        if parts.next().is_some_and(|before| !before.is_empty()) {
            return Err(MalformedKey::Missing);
        }
        let keys = parts
            .map(|part| Zeroizing::new(format!("{PREFIX}{part}")))
            .map(|key| key.parse().map(Self).map_err(|_| MalformedKey::Mistyped))
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(MalformedKey::Missing) } else { Ok(keys) }
    }

    /// Returns the line that people print and other age programs read.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Returns the public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.to_public())
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(secret)")
    }
}

impl PublicKey {
    /// Reads the `age1...` form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// Returns the last eight characters: enough to tell keys apart, too few
    /// to encrypt to.
    pub fn fingerprint(&self) -> String {
        let text = self.to_string();
        text.get(text.len().saturating_sub(8)..).unwrap_or_default().to_owned()
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads_back(key: &Key, text: &str) -> bool {
        let keys = Key::read_all(text).unwrap();
        keys.len() == 1 && keys[0].public() == key.public()
    }

    #[test]
    fn forgives_breaks_blanks_case_and_comments() {
        let key = Key::generate();
        let line = key.expose();
        assert_eq!(line.len(), Key::LENGTH);
        assert!(reads_back(&key, &line));
        assert!(reads_back(&key, &line.to_lowercase()));
        assert!(reads_back(&key, &format!("# made today\r\n\r\n  {}\r\n", *line)));
        let (head, tail) = line.split_at(7);
        assert!(reads_back(&key, &format!("{head}\n {tail}\n# the end")));
        let spaced: String = line.chars().flat_map(|c| [c, ' ']).collect();
        assert!(reads_back(&key, &spaced));
    }

    #[test]
    fn reads_several_keys() {
        let (one, two) = (Key::generate(), Key::generate());
        let keys = Key::read_all(&format!("{}\n{}\n", *one.expose(), *two.expose())).unwrap();
        assert!(keys[0].public() == one.public() && keys[1].public() == two.public());
    }

    #[test]
    fn one_wrong_character_is_found() {
        let line = Key::generate().expose();
        for at in [16, 40, 73] {
            let mut typed = line.to_string();
            let other = if typed.as_bytes()[at] == b'Q' { "P" } else { "Q" };
            typed.replace_range(at..=at, other);
            assert_eq!(Key::read_all(&typed).unwrap_err(), MalformedKey::Mistyped);
        }
        assert_eq!(Key::read_all(&line[..50]).unwrap_err(), MalformedKey::Mistyped);
    }

    #[test]
    fn other_text_is_no_key() {
        for text in ["", "# only a comment", "hello", "age1xyz", "AGE-PLUGIN-YUBIKEY-1Q"] {
            assert_eq!(Key::read_all(text).unwrap_err(), MalformedKey::Missing, "{text}");
        }
        let long = "#".repeat(70_000);
        assert_eq!(Key::read_all(&long).unwrap_err(), MalformedKey::TooLong);
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Key::generate()), "Key(secret)");
    }
}
