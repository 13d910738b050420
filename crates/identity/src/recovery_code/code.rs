//! One code: 128 random bits and twelve that find mistypings, written in groups
//! that are easy to type and read back whatever was made of them on the way.

use zeroize::Zeroizing;

/// Crockford's alphabet: no letter in it looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 5 bits each, 128 of them the secret, 12 the check.
const CHARACTERS: usize = 28;
/// Characters of a group.
const GROUP: usize = 4;
/// Bits of the check.
const CHECK_BITS: u32 = 12;
/// More characters than anybody types, blanks and dashes included.
const LONGEST: usize = 200;

/// Is a recovery code. Neither printed nor logged; wiped from memory.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<[u8; 16]>);

/// Says why a text is no recovery code. It says nothing of whether a code is
/// right: no store was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeFault {
    /// It is six digits, as devices show them.
    #[error(
        "this looks like a code of a device; a recovery code has 28 letters and digits in seven groups"
    )]
    DeviceCode,
    /// It has another number of characters.
    #[error("a recovery code has 28 letters and digits in seven groups; this has {found}")]
    Length {
        /// Letters and digits that were typed.
        found: usize,
    },
    /// It has a character that no code has.
    #[error("a recovery code has letters and digits only, and never the letter U")]
    Character,
    /// The characters do not fit each other.
    #[error("one of the characters is mistyped; compare it with your sheet")]
    Mistyped,
}

impl RecoveryCode {
    /// Makes a code of 128 random bits.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads what was typed. Small letters, blanks and dashes of any kind do not
    /// matter; O is read as 0, I and L as 1. Every mistyped character and every
    /// two that changed places are found, and a random text passes with a chance
    /// of 1 in 4096: a slip costs no attempt.
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeFault> {
        let found = text.chars().take(LONGEST).filter(|c| !is_between(*c)).count();
        if found == 6 && text.chars().all(|c| is_between(c) || c.is_ascii_digit()) {
            return Err(RecoveryCodeFault::DeviceCode);
        }
        if found != CHARACTERS || text.chars().nth(LONGEST).is_some() {
            return Err(RecoveryCodeFault::Length { found });
        }
        let mut bits = Zeroizing::new(0_u128);
        let mut check = 0_u16;
        for (place, c) in text.chars().filter(|c| !is_between(*c)).enumerate() {
            let value = value_of(c).ok_or(RecoveryCodeFault::Character)?;
            // 25 characters are 125 bits; the 26th gives three more and the first
            // two of the check.
            match place {
                0..25 => *bits = (*bits << 5) | u128::from(value),
                25 => {
                    *bits = (*bits << 3) | u128::from(value >> 2);
                    check = u16::from(value & 3);
                }
                _ => check = (check << 5) | u16::from(value),
            }
        }
        if check != check_of(*bits) {
            return Err(RecoveryCodeFault::Mistyped);
        }
        Ok(Self(Zeroizing::new(bits.to_be_bytes())))
    }

    /// Returns the text to be shown once: seven groups of four, with dashes.
    pub fn to_groups(&self) -> Zeroizing<String> {
        let bits = Zeroizing::new(u128::from_be_bytes(*self.0));
        let check = check_of(*bits);
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS + CHARACTERS / GROUP));
        for place in 0..CHARACTERS {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            let value = match place {
                0..25 => (*bits >> (123 - 5 * place)) & 31,
                25 => ((*bits & 7) << 2) | u128::from(check >> 10),
                26 => u128::from((check >> 5) & 31),
                _ => u128::from(check & 31),
            };
            let index = usize::try_from(value).unwrap_or_default();
            text.push(char::from(ALPHABET.get(index).copied().unwrap_or_default()));
        }
        text
    }

    /// Returns the 16 bytes, for the keyed hash. Never for logs.
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(secret)")
    }
}

/// Says whether a character only stands between the groups.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}'
        )
}

fn value_of(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == c)?;
    u8::try_from(place).ok()
}

/// Computes the check: a cyclic code of twelve bits (x¹² + x¹¹ + x³ + x² + x + 1),
/// which finds every change within twelve neighbouring bits.
fn check_of(bits: u128) -> u16 {
    const POLYNOMIAL: u16 = 0x80f;
    const MASK: u16 = (1 << CHECK_BITS) - 1;
    (0..128).rev().fold(MASK, |rest, place| {
        let bit = u16::from((bits >> place) & 1 == 1);
        let carry = (rest >> (CHECK_BITS - 1)) ^ bit;
        ((rest << 1) & MASK) ^ if carry & 1 == 1 { POLYNOMIAL } else { 0 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text_of(bytes: [u8; 16]) -> String {
        RecoveryCode::from_random(bytes).to_groups().to_string()
    }

    #[test]
    fn seven_groups_of_four_without_letters_that_look_like_digits() {
        for bytes in [[0; 16], [0xff; 16], *b"sixteen bytes ok"] {
            let text = text_of(bytes);
            assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
            assert!(!text.contains(['I', 'L', 'O', 'U']), "{text}");
            assert_eq!(RecoveryCode::parse(&text).unwrap().expose(), &bytes);
        }
        assert_eq!(format!("{:?}", RecoveryCode::from_random([1; 16])), "RecoveryCode(secret)");
    }

    #[test]
    fn the_published_form_stays_readable() {
        // Sheets that are printed today must be read by every later version.
        let text = "040G-2081-040G-2081-040G-2081-06BA";
        assert_eq!(RecoveryCode::parse(text).map(|code| *code.expose()), Ok([1; 16]));
        assert_eq!(text_of([1; 16]), text);
    }

    #[test]
    fn what_people_make_of_a_code_is_read() {
        let text = text_of([0x10, 0x42, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        let spellings = [
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " – "),
            format!("\u{feff}  {} \r\n", text.replace('-', "\u{2011}")),
            text.replace('0', "o").replace('1', "l"),
            text.replace('0', "O").replace('1', "I"),
        ];
        let bytes = *RecoveryCode::parse(&text).unwrap().expose();
        for spelling in spellings {
            assert_eq!(RecoveryCode::parse(&spelling).unwrap().expose(), &bytes, "{spelling}");
        }
    }

    #[test]
    fn what_is_no_code_is_named() {
        let fault = |text: &str| RecoveryCode::parse(text).unwrap_err();
        assert_eq!(fault("123 456"), RecoveryCodeFault::DeviceCode);
        assert_eq!(fault(""), RecoveryCodeFault::Length { found: 0 });
        assert_eq!(fault(&"7".repeat(29)), RecoveryCodeFault::Length { found: 29 });
        assert_eq!(fault(&"7".repeat(100_000)), RecoveryCodeFault::Length { found: 200 });
        let padded = format!("{}{}", text_of([3; 16]), " ".repeat(500));
        assert!(matches!(fault(&padded), RecoveryCodeFault::Length { .. }));
        assert_eq!(fault(&"U".repeat(28)), RecoveryCodeFault::Character);
        assert_eq!(fault(&"é".repeat(28)), RecoveryCodeFault::Character);
        assert_eq!(fault(&"0".repeat(28)), RecoveryCodeFault::Mistyped);
    }

    proptest! {
        #[test]
        fn every_code_goes_there_and_back(bytes: [u8; 16]) {
            let text = text_of(bytes);
            prop_assert_eq!(RecoveryCode::parse(&text).map(|code| *code.expose()), Ok(bytes));
        }

        /// A slip of one finger, or of two, is told from a wrong code.
        #[test]
        fn one_wrong_character_and_two_swapped_ones_are_always_found(
            bytes: [u8; 16], place in 0..28_usize, other in 0..32_usize,
        ) {
            let plain: Vec<char> = text_of(bytes).chars().filter(|c| *c != '-').collect();
            let mut changed = plain.clone();
            changed[place] = char::from(ALPHABET[other]);
            let mut swapped = plain.clone();
            swapped.swap(place.max(1) - 1, place.max(1));
            for text in [changed, swapped] {
                if text == plain {
                    continue;
                }
                let text: String = text.into_iter().collect();
                prop_assert_eq!(
                    RecoveryCode::parse(&text).map(|code| *code.expose()),
                    Err(RecoveryCodeFault::Mistyped)
                );
            }
        }

        #[test]
        fn anything_is_read_or_refused(text in ".{0,300}") {
            let _ = RecoveryCode::parse(&text);
        }
    }
}
