//! Tags: a key and a value on a user, a role, a policy or a device.

use crate::names::InvalidName;

/// Is a tag. Keys are compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// The key: 1 to 128 characters, not beginning with `aws:`.
    pub key: String,
    /// The value: up to 256 characters.
    pub value: String,
}

/// Tags that one resource may have (page "IAM and AWS STS quotas").
pub const TAGS_PER_RESOURCE: usize = 50;

const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

impl Tag {
    /// Checks and takes a tag: letters, digits, blanks and `_ . : / = + - @`.
    pub fn parse(key: &str, value: &str) -> Result<Self, InvalidName> {
        if key.is_empty() {
            return Err(InvalidName::Empty);
        }
        if key.chars().count() > LONGEST_KEY {
            return Err(InvalidName::TooLong { longest: LONGEST_KEY });
        }
        if value.chars().count() > LONGEST_VALUE {
            return Err(InvalidName::TooLong { longest: LONGEST_VALUE });
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(InvalidName::Form("keys that begin with aws: are reserved"));
        }
        if !key.chars().chain(value.chars()).all(is_tag_character) {
            return Err(InvalidName::Form(
                "a tag may contain only letters, digits, blanks and the characters _ . : / = + - @",
            ));
        }
        Ok(Self { key: key.to_owned(), value: value.to_owned() })
    }

    /// Returns the form in which keys are compared.
    pub fn folded(&self) -> String {
        self.key.to_lowercase()
    }
}

fn is_tag_character(c: char) -> bool {
    c.is_alphanumeric() || "_.:/=+-@".contains(c) || (c.is_whitespace() && !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_the_model() {
        for (key, value) in [("a", ""), ("Ünït", "straße 1"), ("a_.:/=+-@", "x"), ("k", " ")] {
            assert!(Tag::parse(key, value).is_ok(), "{key}");
        }
        let (long, longer) = ("x".repeat(128), "x".repeat(129));
        assert!(Tag::parse(&long, &"v".repeat(256)).is_ok());
        for (key, value) in [
            ("", "v"),
            ("aws:x", "v"),
            ("AWS:x", "v"),
            ("a;b", "v"),
            ("a", "<"),
            ("a\n", "v"),
            (longer.as_str(), "v"),
        ] {
            assert!(Tag::parse(key, value).is_err(), "{key}");
        }
        assert!(Tag::parse("k", &"v".repeat(257)).is_err());
    }
}
