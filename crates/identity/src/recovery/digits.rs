//! The six digits of a call: shown on the screen, keyed in on the telephone. Never
//! the other way round: nobody reads a code out of the call, so a mailbox that
//! records it, or a diversion, learns nothing.

use subtle::ConstantTimeEq;

/// Is six decimal digits. Compares in constant time.
#[derive(Clone)]
pub struct Digits([u8; 6]);

impl Digits {
    /// Makes digits from 32 random bytes: the first three-byte group below the
    /// largest multiple of a million decides, so that all digits are equally
    /// likely.
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        const MILLION: u32 = 1_000_000;
        const LARGEST: u32 = 16 * MILLION;
        let groups = bytes.chunks_exact(3).filter_map(|group| match group {
            [a, b, c] => Some(u32::from_be_bytes([0, *a, *b, *c])),
            _ => None,
        });
        let fair = groups.into_iter().find(|value| *value < LARGEST);
        // That none of ten groups is fair has a chance of one in 10^13.
        let mut rest = fair.unwrap_or(0) % MILLION;
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        Self(digits)
    }

    /// Says whether these were keyed in. Anything but six digits was not.
    pub fn are(&self, keyed: &str) -> bool {
        self.0.as_slice().ct_eq(keyed.as_bytes()).into()
    }

    /// Returns the digits in two groups of three, for the screen. Never for logs.
    pub fn expose(&self) -> String {
        let text = |part: Option<&[u8]>| {
            part.unwrap_or_default().iter().map(|digit| char::from(*digit)).collect::<String>()
        };
        format!("{} {}", text(self.0.get(..3)), text(self.0.get(3..)))
    }
}

impl std::fmt::Debug for Digits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digits(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(first: [u8; 3], second: [u8; 3]) -> Digits {
        let mut bytes = [0; 32];
        bytes[..3].copy_from_slice(&first);
        bytes[3..6].copy_from_slice(&second);
        Digits::from_random(&bytes)
    }

    #[test]
    fn are_what_was_shown_and_nothing_else() {
        let shown = digits([0, 1, 226], [0; 3]);
        assert_eq!(shown.expose(), "000 482");
        assert!(shown.are("000482"));
        for other in ["", "482", "000 482", "000483", "0004820", "٠٠٠٤٨٢"] {
            assert!(!shown.are(other), "{other}");
        }
        assert_eq!(format!("{shown:?}"), "Digits(secret)");
    }

    #[test]
    fn groups_that_would_favour_small_digits_are_passed_over() {
        assert!(digits([0xff; 3], [0, 0, 7]).are("000007"));
        assert!(digits([0xf4, 0x23, 0xff], [0, 0, 7]).are("999999"), "the last fair one");
        assert!(digits([0xf4, 0x24, 0x00], [0, 0, 7]).are("000007"), "the first unfair one");
    }
}
