//! The alias of an account, for sign-in addresses that people can remember.

use super::rule::{InvalidName, length};

/// Words that stand at the place of the alias in sign-in addresses: an account of
/// that name would have none.
const RESERVED: [&str; 4] = ["code", "resync", "new-password", "help"];

/// Is an account's alias: 3 to 63 of `a-z`, `0-9` and single inner dashes, not
/// twelve digits (it would read as an account number).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountAlias(String);

impl AccountAlias {
    /// Checks and takes an alias; capitals are lowered.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let alias = text.trim().to_ascii_lowercase();
        length(&alias, 63)?;
        if alias.len() < 3 {
            return Err(InvalidName::TooShort { shortest: 3 });
        }
        if !alias.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(InvalidName::Form("it may contain only small letters, digits and dashes"));
        }
        if alias.starts_with('-') || alias.ends_with('-') || alias.contains("--") {
            return Err(InvalidName::Form("a dash must stand between two letters or digits"));
        }
        if alias.len() == 12 && alias.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidName::Form("twelve digits would look like an account number"));
        }
        if RESERVED.contains(&alias.as_str()) {
            return Err(InvalidName::Form("this word is a page of the sign-in itself"));
        }
        Ok(Self(alias))
    }

    /// Returns the alias.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_pattern_of_the_model() {
        for good in ["abc", "a-b-c", "1ab", "Acme-Corp", &"x".repeat(63)] {
            assert!(AccountAlias::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ab",
            "-abc",
            "abc-",
            "a--b",
            "a_b",
            "ä-b",
            "123456789012",
            "Help",
            &"x".repeat(64),
        ] {
            assert!(AccountAlias::parse(bad).is_err(), "{bad}");
        }
    }
}
