//! Names and values of a request, with hard limits on what is read.

use std::borrow::Cow;

use crate::{ApiError, EscapeFault, decode_form};

/// Is a request's parameters, sorted by name.
#[derive(Clone, Default)]
pub struct Parameters<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl std::fmt::Debug for Parameters<'_> {
    /// Shows names only: values may be passwords and codes.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

impl<'a> Parameters<'a> {
    /// The longest body or query string that is read, in bytes. A policy document
    /// may have 131,072 characters, each of which may take three bytes as an
    /// escape.
    pub const MAX_BYTES: usize = 1 << 20;
    /// The most parameters.
    pub const MAX_COUNT: usize = 2_000;
    /// The longest name, in bytes.
    pub const MAX_NAME: usize = 256;
    /// The most parts of a name: `A.member.1.B.member.2` has six.
    pub const MAX_DEPTH: usize = 8;

    /// Reads a body or a query string. A parameter that is given twice is refused,
    /// since which one counts would be a guess; so is what is not UTF-8.
    pub fn parse(text: &'a [u8]) -> Result<Self, ApiError> {
        Self::default().and(text)
    }

    /// Reads more parameters of the same request; those of both together stand
    /// under the limits and may not repeat each other.
    pub fn and(mut self, text: &'a [u8]) -> Result<Self, ApiError> {
        if text.len() > Self::MAX_BYTES {
            return Err(too_large());
        }
        for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if self.pairs.len() == Self::MAX_COUNT {
                return Err(ApiError::malformed_input(format!(
                    "A request has at most {} parameters.",
                    Self::MAX_COUNT
                )));
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = halves.next().unwrap_or_default();
            if name.len() > Self::MAX_NAME {
                return Err(ApiError::malformed_input(format!(
                    "The name of a parameter has at most {} bytes.",
                    Self::MAX_NAME
                )));
            }
            let name = decode_form(name).map_err(unreadable)?;
            if name.split('.').count() > Self::MAX_DEPTH {
                return Err(ApiError::malformed_input("A parameter is nested too deeply."));
            }
            let value = decode_form(halves.next().unwrap_or_default()).map_err(unreadable)?;
            self.pairs.push((name, value));
        }
        self.pairs.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        if self.pairs.is_sorted_by(|(one, _), (other, _)| one < other) {
            Ok(self)
        } else {
            Err(ApiError::malformed_input("A parameter is given more than once."))
        }
    }

    /// Returns a parameter's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.pairs.binary_search_by(|(other, _)| other.as_ref().cmp(name)).ok()?;
        self.pairs.get(at).map(|(_, value)| value.as_ref())
    }

    /// Returns the number of parameters.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Returns the numbers N, ascending, for which something stands under
    /// `prefix.N`, or `prefix.N.`. The numbers begin at 1 to 11 and go on in steps
    /// of at most ten; AWS refuses larger gaps as well.
    pub(super) fn indices(&self, prefix: &str) -> Result<Vec<u32>, ApiError> {
        let head = format!("{prefix}.");
        let from = self.pairs.partition_point(|(name, _)| name.as_ref() < head.as_str());
        let mut found = Vec::new();
        let tail = self.pairs.get(from..).unwrap_or_default();
        for (name, _) in tail {
            let Some(rest) = name.strip_prefix(head.as_str()) else { break };
            let number = rest.split('.').next().unwrap_or_default();
            let plain =
                (1..=6).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
            let number = number.parse::<u32>().ok().filter(|number| plain && *number > 0);
            found.push(number.ok_or_else(|| bad_index(prefix))?);
        }
        found.sort_unstable();
        found.dedup();
        let mut before = 0;
        for number in &found {
            if number - before > Self::MAX_GAP {
                return Err(bad_index(prefix));
            }
            before = *number;
        }
        Ok(found)
    }

    /// The most by which the numbers of a list may go on.
    const MAX_GAP: u32 = 11;
}

fn bad_index(prefix: &str) -> ApiError {
    ApiError::malformed_input(format!("The members of {prefix} are not numbered from 1."))
}

/// Makes the error for a request that is larger than is read.
pub(crate) fn too_large() -> ApiError {
    ApiError::new(
        "RequestEntityTooLarge",
        413,
        format!("A request has at most {} bytes.", Parameters::MAX_BYTES),
    )
}

fn unreadable(fault: EscapeFault) -> ApiError {
    ApiError::malformed_input(match fault {
        EscapeFault::Escape => "A percent sign is not followed by two hexadecimal digits.",
        EscapeFault::NotUtf8 => "A parameter is not UTF-8.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Parameters<'_>, ApiError> {
        Parameters::parse(text.as_bytes())
    }

    fn code(text: &str) -> String {
        parse(text).unwrap_err().code().to_owned()
    }

    #[test]
    fn reads_names_and_values() {
        let read = parse("Action=TagUser&Tags.member.1.Key=a+b%2B&Empty=&&Bare&X==y").unwrap();
        assert_eq!(read.get("Action"), Some("TagUser"));
        assert_eq!(read.get("Tags.member.1.Key"), Some("a b+"));
        assert_eq!(read.get("Empty"), Some(""));
        assert_eq!(read.get("Bare"), Some(""));
        assert_eq!(read.get("X"), Some("=y"));
        assert_eq!(read.get("action"), None);
        assert_eq!(read.len(), 5);
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn a_parameter_counts_once() {
        assert_eq!(code("A=1&A=1"), "MalformedInput");
        assert_eq!(code("A=1&B=2&%41=1"), "MalformedInput");
        let both = parse("A=1").unwrap().and(b"A=2").unwrap_err();
        assert_eq!(both.code(), "MalformedInput");
        assert_eq!(parse("A=1").unwrap().and(b"B=2").unwrap().len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_never_mended() {
        for text in ["A=%", "A=%4", "%zz=1", "A=%ff", "%c3%28=1"] {
            assert_eq!(code(text), "MalformedInput", "{text}");
        }
        assert!(Parameters::parse(b"A=\xff").is_err());
    }

    #[test]
    fn limits_hold() {
        let large = vec![b'a'; Parameters::MAX_BYTES + 1];
        assert_eq!(Parameters::parse(&large).unwrap_err().status(), 413);
        let large = format!("A={}", "a".repeat(Parameters::MAX_BYTES - 2));
        assert!(parse(&large).is_ok());
        let many = |count| (0..count).map(|n| format!("A{n}=1")).collect::<Vec<_>>().join("&");
        assert!(parse(&many(Parameters::MAX_COUNT)).is_ok());
        assert_eq!(code(&many(Parameters::MAX_COUNT + 1)), "MalformedInput");
        assert_eq!(code(&format!("{}=1", "n".repeat(257))), "MalformedInput");
        assert!(parse(&format!("{}=1", ["a"; 8].join("."))).is_ok());
        assert_eq!(code(&format!("{}=1", ["a"; 9].join("."))), "MalformedInput");
    }

    #[test]
    fn indices_are_numbers_from_one() {
        let of = |text: &str| parse(text).unwrap().indices("T.member");
        assert_eq!(of("T.member.2.Key=b&T.member.1.Key=a&T.member.1.Value=c").unwrap(), [1, 2]);
        assert_eq!(of("T.member.11.Key=b&T.member.4=x&T.memberX.5=1").unwrap(), [4, 11]);
        assert_eq!(of("T.member.011=b").unwrap(), [11]);
        assert_eq!(of("U=1").unwrap(), [] as [u32; 0]);
        for bad in ["0", "-1", "+1", "12", "", "x", "1x", "4294967297", "1000000000000"] {
            assert!(of(&format!("T.member.{bad}.Key=a")).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_shows_values() {
        assert_eq!(format!("{:?}", parse("Password=hush").unwrap()), "{\"Password\"}");
    }
}
