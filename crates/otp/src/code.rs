//! A one-time code as a value: a secret for as long as it is unspent, so it is
//! never printed by accident and compares in constant time.

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroize;

/// Steam's letters and digits, each standing for its position.
const STEAM_ALPHABET: &[u8; 26] = b"23456789BCDFGHJKMNPQRTVWXY";

/// Is the length of a code: 6, 7 or 8 digits (RFC 4226, section 5.3), or the
/// five characters of a Steam code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digits(u8);

impl Digits {
    /// Six digits, the default of every service and AWS's only length.
    pub const SIX: Self = Self(6);
    /// Eight digits, as in the RFC's test vectors.
    pub const EIGHT: Self = Self(8);

    /// Five characters of an alphabet of Steam's own, the least significant
    /// first; otherwise such a code is a TOTP like any other.
    pub const STEAM: Self = Self(5);

    /// Accepts 6 to 8; `None` otherwise. Five is nobody's but [`Self::STEAM`].
    pub fn new(count: u32) -> Option<Self> {
        match count {
            6 => Some(Self(6)),
            7 => Some(Self(7)),
            8 => Some(Self(8)),
            _ => None,
        }
    }

    /// Returns the number of digits or characters.
    pub fn count(self) -> usize {
        usize::from(self.0)
    }

    /// Tells whether codes are written in Steam's alphabet.
    pub fn is_steam(self) -> bool {
        self == Self::STEAM
    }

    /// Returns how many codes there are.
    pub(crate) fn modulus(self) -> u32 {
        self.base().pow(u32::from(self.0))
    }

    fn base(self) -> u32 {
        if self.is_steam() { 26 } else { 10 }
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

/// Says that a typed code is not 6 to 8 decimal digits, or no Steam code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a code of this kind has {wanted} characters")]
pub struct MalformedCode {
    /// The number of digits that was expected.
    pub wanted: usize,
}

impl Code {
    pub(crate) fn new(value: u32, digits: Digits) -> Self {
        Self { value, digits }
    }

    /// Reads a typed code of exactly `digits` ASCII digits (or Steam's
    /// characters, in any case); blanks around and between the groups
    /// (`123 456`) are forgiven.
    pub fn parse(typed: &str, digits: Digits) -> Result<Self, MalformedCode> {
        let wanted = digits.count();
        let mut value = 0_u32;
        let mut seen = 0_usize;
        for c in typed.chars().filter(|c| !c.is_whitespace()) {
            let digit = value_of(c, digits).ok_or(MalformedCode { wanted })?;
            if seen == wanted {
                return Err(MalformedCode { wanted });
            }
            value = if digits.is_steam() {
                value + digit * digits.base().pow(u32::try_from(seen).unwrap_or_default())
            } else {
                value * digits.base() + digit
            };
            seen += 1;
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
        if self.digits.is_steam() {
            let mut rest = self.value;
            let mut character = || {
                let at = usize::try_from(rest % 26).unwrap_or_default();
                rest /= 26;
                char::from(STEAM_ALPHABET.get(at).copied().unwrap_or_default())
            };
            return (0..self.digits.count()).map(|_| character()).collect();
        }
        format!("{:0width$}", self.value, width = self.digits.count())
    }
}

fn value_of(c: char, digits: Digits) -> Option<u32> {
    if !digits.is_steam() {
        return c.to_digit(10);
    }
    let wanted = u8::try_from(c.to_ascii_uppercase()).ok()?;
    let at = STEAM_ALPHABET.iter().position(|letter| *letter == wanted)?;
    u32::try_from(at).ok()
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
    fn steam_codes_are_read_in_any_case_and_written_back() {
        for text in ["22222", "YYYYY", "FR8RV", "9P3VP"] {
            let code = Code::parse(&text.to_lowercase(), Digits::STEAM).unwrap();
            assert_eq!(code.expose(), text);
        }
        for typed in ["", "FR8R", "FR8RVV", "FR8R0", "FR8RA", "12345"] {
            assert!(Code::parse(typed, Digits::STEAM).is_err(), "{typed}");
        }
        assert_eq!(Digits::new(5), None);
    }

    #[test]
    fn debug_hides_the_digits() {
        assert!(!format!("{:?}", Code::parse("123456", Digits::SIX).unwrap()).contains("123456"));
    }
}
