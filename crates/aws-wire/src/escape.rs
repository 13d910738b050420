//! Percent escapes: reading those of forms and queries, writing RFC 3986's.

use std::borrow::Cow;

/// Says why an escaped text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscapeFault {
    /// A `%` without two hexadecimal digits behind it.
    Escape,
    /// The bytes are not UTF-8. Nothing is ever replaced: two different inputs
    /// must not become the same name.
    NotUtf8,
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Says whether RFC 3986 calls a byte unreserved (section 2.3).
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Decodes one name or value of a form or query: `+` is a blank, `%41` is `A`.
pub fn decode_form(text: &[u8]) -> Result<Cow<'_, str>, EscapeFault> {
    if !text.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return std::str::from_utf8(text).map(Cow::Borrowed).map_err(|_| EscapeFault::NotUtf8);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let (&[high, low], tail) =
                    rest.split_first_chunk::<2>().ok_or(EscapeFault::Escape)?;
                let digit = |digit: u8| char::from(digit).to_digit(16).ok_or(EscapeFault::Escape);
                let value = digit(high)? << 4 | digit(low)?;
                out.push(u8::try_from(value).map_err(|_| EscapeFault::Escape)?);
                rest = tail;
            }
            other => out.push(other),
        }
    }
    String::from_utf8(out).map(Cow::Owned).map_err(|_| EscapeFault::NotUtf8)
}

/// Encodes every byte that is not unreserved, a blank as `%20`: the form of SigV4
/// and of the policy documents in answers.
pub fn encode_strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_encoded(&mut out, text.as_bytes(), false);
    out
}

/// Appends the encoding of bytes; with `keep_slash`, a `/` stays.
pub(crate) fn push_encoded(out: &mut String, bytes: &[u8], keep_slash: bool) {
    for &byte in bytes {
        if is_unreserved(byte) || (keep_slash && byte == b'/') {
            out.push(char::from(byte));
        } else {
            let digit = |at: u8| HEX.get(usize::from(at)).copied().map_or('0', char::from);
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_is_a_blank_and_an_escaped_plus_is_a_plus() {
        assert_eq!(decode_form(b"a+b%2Bc%20d").unwrap(), "a b+c d");
        assert_eq!(decode_form(b"%e2%82%AC").unwrap(), "\u{20ac}");
        assert_eq!(decode_form(b"").unwrap(), "");
    }

    #[test]
    fn broken_escapes_and_other_encodings_are_faults() {
        for text in ["%", "%4", "%zz", "a%2", "%+1", "%-1", "100%"] {
            assert_eq!(decode_form(text.as_bytes()), Err(EscapeFault::Escape), "{text}");
        }
        for text in [&b"%ff"[..], b"\xff", b"%c0%80", b"a%ed%a0%80"] {
            assert_eq!(decode_form(text), Err(EscapeFault::NotUtf8));
        }
    }

    #[test]
    fn writes_upper_case_escapes_and_never_a_plus() {
        assert_eq!(encode_strict("a b+c/\u{e9}~-._*"), "a%20b%2Bc%2F%C3%A9~-._%2A");
    }
}
