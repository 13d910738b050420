//! Reading JSON without repeating it: errors say where, never what.

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::{Entry, Format, Refusal, Skipped};

/// Reads a value of a format.
pub(crate) fn parse<'a, T: Deserialize<'a>>(format: Format, bytes: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let what = if error.is_eof() {
            format!("it ends too early ({place})")
        } else {
            format!("unexpected JSON in {place}")
        };
        Refusal::damaged(format, what)
    })
}

/// Decodes standard base64, with or without padding.
pub(crate) fn base64(format: Format, text: &str) -> Result<Vec<u8>, Refusal> {
    BASE64
        .decode(text.trim().as_bytes())
        .or_else(|_| BASE64_NOPAD.decode(text.trim().trim_end_matches('=').as_bytes()))
        .map_err(|_| Refusal::damaged(format, "a field is not base64"))
}

/// Decodes hexadecimal digits of either case.
pub(crate) fn hex(format: Format, text: &str) -> Result<Vec<u8>, Refusal> {
    HEXLOWER_PERMISSIVE
        .decode(text.trim().as_bytes())
        .map_err(|_| Refusal::damaged(format, "a field is not hexadecimal"))
}

/// Reads each entry by itself, so that a broken one does not take the others
/// with it.
pub(crate) fn each<'a, T: Deserialize<'a>>(
    raw: &[&'a RawValue],
    mut read: impl FnMut(T) -> Option<Result<Entry, Skipped>>,
) -> Vec<Result<Entry, Skipped>> {
    (1..)
        .zip(raw)
        .filter_map(|(number, raw)| match serde_json::from_str(raw.get()) {
            Ok(entry) => read(entry),
            Err(_) => Some(Err(Skipped {
                name: format!("entry {number}"),
                reason: "its fields are not what this format has".to_owned(),
            })),
        })
        .collect()
}

/// Is a text that may be missing or null; wiped when dropped.
#[derive(Default)]
pub(crate) struct Text(Zeroizing<String>);

impl std::ops::Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<Zeroizing<String>>::deserialize(deserializer)?;
        Ok(Self(text.unwrap_or_default()))
    }
}

/// Is a whole number that may be missing, null, empty, or written as a text.
#[derive(Clone, Copy, Default)]
pub(crate) struct Number(pub(crate) Option<i64>);

#[derive(Deserialize)]
#[serde(untagged)]
enum AnyNumber {
    Whole(i64),
    Broken(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || serde::de::Error::custom("not a whole number");
        Ok(Self(match Option::<AnyNumber>::deserialize(deserializer)? {
            None => None,
            Some(AnyNumber::Whole(number)) => Some(number),
            // 30.0 is thirty; what is beyond an i32 is no field of an entry.
            Some(AnyNumber::Broken(number)) if number.fract() == 0.0 && number.abs() < 2e9 => {
                Some(format!("{number:.0}").parse().map_err(|_| wrong())?)
            }
            Some(AnyNumber::Broken(_)) => return Err(wrong()),
            Some(AnyNumber::Text(text)) if text.trim().is_empty() => None,
            Some(AnyNumber::Text(text)) => Some(text.trim().parse().map_err(|_| wrong())?),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_dress() {
        for (text, want) in
            [("7", Some(7)), ("7.0", Some(7)), ("\"7\"", Some(7)), ("\"\"", None), ("null", None)]
        {
            assert_eq!(serde_json::from_str::<Number>(text).unwrap().0, want, "{text}");
        }
        for text in ["7.5", "1e300", "\"x\"", "[]", "true"] {
            assert!(serde_json::from_str::<Number>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn errors_say_where_and_not_what() {
        let refusal = parse::<Vec<u8>>(Format::Aegis, b"[1,\n \"MZXW6YTB\"]").unwrap_err();
        assert!(refusal.to_string().contains("line 2") && !refusal.to_string().contains("MZXW"));
    }
}
