//! Signatures: the types of values, one letter each, with brackets.

use super::BusFault;

/// How deep types may be nested: the specification's 32 arrays and 32 structures.
pub(super) const DEEPEST: usize = 64;

/// The longest signature, in bytes.
pub(super) const LONGEST: usize = 255;

/// Takes the first whole type off a signature: the type, and what is left.
pub(super) fn first(signature: &str) -> Result<(&str, &str), BusFault> {
    let length = length(signature.as_bytes(), DEEPEST)?;
    signature.split_at_checked(length).ok_or(BusFault::Malformed)
}

/// Returns what stands between the first and the last letter of a type.
pub(super) fn inside(kind: &str) -> Result<&str, BusFault> {
    kind.get(1..kind.len().saturating_sub(1)).ok_or(BusFault::Malformed)
}

/// Returns at multiples of how many bytes values of a type begin.
pub(super) fn alignment(kind: &str) -> usize {
    match kind.as_bytes().first() {
        Some(b'y' | b'g' | b'v') | None => 1,
        Some(b'n' | b'q') => 2,
        Some(b'x' | b't' | b'd' | b'(' | b'{') => 8,
        Some(_) => 4,
    }
}

fn length(letters: &[u8], deeper: usize) -> Result<usize, BusFault> {
    let deeper = deeper.checked_sub(1).ok_or(BusFault::TooDeep)?;
    let (first, rest) = letters.split_first().ok_or(BusFault::Malformed)?;
    match first {
        b'y' | b'b' | b'n' | b'q' | b'i' | b'u' | b'x' | b't' | b'd' | b's' | b'o' | b'g'
        | b'v' | b'h' => Ok(1),
        b'a' => Ok(1 + length(rest, deeper)?),
        b'(' => inner(rest, b')', deeper).map(|(length, _)| length),
        b'{' => match inner(rest, b'}', deeper)? {
            (length, 2) => Ok(length),
            _ => Err(BusFault::Malformed),
        },
        _ => Err(BusFault::Malformed),
    }
}

/// Measures types up to a closing bracket, and counts them; there is one at least.
fn inner(letters: &[u8], end: u8, deeper: usize) -> Result<(usize, usize), BusFault> {
    let (mut at, mut count) = (0, 0);
    loop {
        let rest = letters.get(at..).unwrap_or_default();
        if rest.first() == Some(&end) && count > 0 {
            return Ok((at + 2, count));
        }
        at += length(rest, deeper)?;
        count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_types_are_taken_off_the_front() {
        for (signature, wanted) in [
            ("su", ("s", "u")),
            ("a{sv}s", ("a{sv}", "s")),
            ("(oayays)", ("(oayays)", "")),
            ("aa(i(ss))x", ("aa(i(ss))", "x")),
        ] {
            assert_eq!(first(signature), Ok(wanted));
        }
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for signature in ["", "a", "(", "()", "(s", "{s}", "{ssv}", "a{s", "z", ")", "\u{e9}"] {
            assert!(first(signature).is_err(), "{signature}");
        }
        assert_eq!(first(&"a".repeat(200)), Err(BusFault::TooDeep));
        assert_eq!(first(&"(".repeat(200)), Err(BusFault::TooDeep));
    }
}
