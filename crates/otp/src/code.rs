//! A one-time code as a value: a secret for as long as it is unspent, so it is
//! never printed by accident and compares in constant time.

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroize;

/// Is the length of a code: 6, 7 or 8 digits (RFC 4226, section 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digits(u8);

impl Digits {
    /// Six digits, the default of every service and AWS's only length.
    pub const SIX: Self = Self(6);
    /// Eight digits, as in the RFC's test vectors.
    pub const EIGHT: Self = Self(8);

    /// Accepts 6 to 8; `None` otherwise.
    pub fn new(count: u32) -> Option<Self> {
        match count {
            6 => Some(Self(6)),
            7 => Some(Self(7)),
            8 => Some(Self(8)),
            _ => None,
        }
    }

    /// Returns the number of digits.
    pub fn count(self) -> usize {
        usize::from(self.0)
    }

    /// Returns ten to the power of the number of digits.
    pub(crate) fn modulus(self) -> u32 {
        10_u32.pow(u32::from(self.0))
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::SIX
    }
}

/// Is a one-time code. It has no `Debug` or `Display` with content; `==` is
/// left out on purpose, [`Code::matches`] takes the same time for any input.
#[derive(Clone)]
pub struct Code {
    value: u32,
    digits: Digits,
}

/// Says that a typed code is not 6 to 8 decimal digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a code consists of {wanted} digits")]
pub struct MalformedCode {
    /// The number of digits that was expected.
    pub wanted: usize,
}

impl Code {
    pub(crate) fn new(value: u32, digits: Digits) -> Self {
        Self { value, digits }
    }

    /// Reads a typed code of exactly `digits` ASCII digits; blanks around and
    /// between the groups (`123 456`) are forgiven.
    pub fn parse(typed: &str, digits: Digits) -> Result<Self, MalformedCode> {
        let wanted = digits.count();
        let mut value = 0_u32;
        let mut seen = 0_usize;
        for c in typed.chars().filter(|c| !c.is_whitespace()) {
            let digit = c.to_digit(10).ok_or(MalformedCode { wanted })?;
            seen += 1;
            if seen > wanted {
                return Err(MalformedCode { wanted });
            }
            value = value * 10 + digit;
        }
        if seen == wanted { Ok(Self { value, digits }) } else { Err(MalformedCode { wanted }) }
    }

    /// Compares in constant time; codes of different length never match.
    pub fn matches(&self, other: &Self) -> Choice {
        self.value.ct_eq(&other.value) & self.digits.0.ct_eq(&other.digits.0)
    }

    /// Returns the digits, leading zeros included, for showing to the owner or
    /// handing to a form. Never for logs.
    pub fn expose(&self) -> String {
        format!("{:0width$}", self.value, width = self.digits.count())
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(a: &str, b: &str) -> bool {
        let read = |text| Code::parse(text, Digits::SIX).unwrap();
        read(a).matches(&read(b)).into()
    }

    #[test]
    fn keeps_leading_zeros() {
        assert_eq!(Code::parse("000486", Digits::SIX).unwrap().expose(), "000486");
    }

    #[test]
    fn forgives_blanks_only() {
        assert!(equal(" 123 456 ", "123456"));
        for typed in ["", "12345", "1234567", "12345a", "１２３４５６", "-12345", "12.345"] {
            assert!(Code::parse(typed, Digits::SIX).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_longer_code_of_the_same_value_does_not_match() {
        let six = Code::parse("000001", Digits::SIX).unwrap();
        let eight = Code::parse("00000001", Digits::EIGHT).unwrap();
        assert!(!bool::from(six.matches(&eight)));
    }

    #[test]
    fn debug_hides_the_digits() {
        assert!(!format!("{:?}", Code::parse("123456", Digits::SIX).unwrap()).contains("123456"));
    }
}
