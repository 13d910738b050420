//! The number of an account.

use std::fmt;

use super::InvalidName;

/// Is an account's number: twelve decimal digits, the first not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(u64);

const LOWEST: u64 = 100_000_000_000;
const COUNT: u64 = 900_000_000_000;

impl AccountId {
    /// Reads twelve digits; the blanks and dashes that people put between
    /// groups of four are forgiven.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        const FORM: InvalidName = InvalidName::Form("an account number has twelve digits");
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits.is_empty() {
            return Err(InvalidName::Empty);
        }
        if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FORM);
        }
        digits.parse().ok().and_then(Self::from_number).ok_or(FORM)
    }

    /// Takes a number that has twelve digits; `None` otherwise.
    pub fn from_number(number: u64) -> Option<Self> {
        (LOWEST..LOWEST + COUNT).contains(&number).then_some(Self(number))
    }

    /// Makes a number from random bytes.
    pub fn from_random(random: [u8; 8]) -> Self {
        Self(LOWEST + u64::from_le_bytes(random) % COUNT)
    }

    /// Returns the number, below 10 to the power of 12.
    pub fn as_number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Twelve digits: the first is not zero.
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let want = AccountId::from_number(123_456_789_012).unwrap();
        for text in ["123456789012", " 1234 5678 9012", "1234-5678-9012"] {
            assert_eq!(AccountId::parse(text), Ok(want));
        }
        assert_eq!(want.to_string(), "123456789012");
        for text in ["", "12345678901", "1234567890123", "12345678901x", "000000000000"] {
            assert!(AccountId::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn random_numbers_have_twelve_digits() {
        for random in [[0; 8], [0xff; 8], [7; 8]] {
            assert_eq!(AccountId::from_random(random).to_string().len(), 12);
        }
    }
}
