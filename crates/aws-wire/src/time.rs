//! Moments as the protocols write them. Nothing here knows what time it is.

use jiff::civil;
use jiff::tz::Offset;

/// Is a second of UTC between the years 1 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

/// The last second that has a four-digit year: 9999-12-30T22:00:00Z, jiff's bound.
const LAST: i64 = 253_402_207_200;
/// 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800;

impl Moment {
    /// Makes a moment from whole seconds since 1970; beyond the bounds, the bound.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(FIRST, LAST))
    }

    /// Returns whole seconds since 1970.
    pub fn unix_seconds(self) -> i64 {
        self.0
    }

    /// Returns the moment that is so many seconds later (or earlier).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix_seconds(self.0.saturating_add(seconds))
    }

    /// Reads the basic form of ISO 8601, `20261122T022926Z`, and nothing else.
    pub fn parse_basic(text: &str) -> Option<Self> {
        let bytes: &[u8; 16] = text.as_bytes().try_into().ok()?;
        let [_, _, _, _, _, _, _, _, b'T', _, _, _, _, _, _, b'Z'] = bytes else { return None };
        let number = |from: usize, to: usize| -> Option<i16> {
            let digits = text.get(from..to)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let small = |from: usize| i8::try_from(number(from, from + 2)?).ok();
        let (year, month, day) = (number(0, 4)?, small(4)?, small(6)?);
        let (hour, minute, second) = (small(9)?, small(11)?, small(13)?);
        if year == 0 {
            return None;
        }
        let civil = civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
        Offset::UTC.to_timestamp(civil).ok().map(|at| Self::from_unix_seconds(at.as_second()))
    }

    /// Reads the form of an HTTP `Date` header, `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub fn parse_http(text: &str) -> Option<Self> {
        let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        Some(Self::from_unix_seconds(at.as_second()))
    }

    /// Writes `20261122T022926Z`.
    pub fn basic(self) -> String {
        let mut text = String::with_capacity(16);
        self.push(&mut text, "", "");
        text
    }

    /// Writes `2026-11-22T02:29:26Z`.
    pub fn extended(self) -> String {
        let mut text = String::with_capacity(20);
        self.push_extended(&mut text);
        text
    }

    /// Appends what [`Self::extended`] writes; lists have hundreds of these.
    pub(crate) fn push_extended(self, text: &mut String) {
        self.push(text, "-", ":");
    }

    /// Appends the parts with what stands between them.
    fn push(self, text: &mut String, of_date: &str, of_time: &str) {
        let at = jiff::Timestamp::from_second(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let at = Offset::UTC.to_datetime(at);
        for (before, number) in [
            ("", at.year() / 100),
            ("", at.year() % 100),
            (of_date, at.month().into()),
            (of_date, at.day().into()),
            ("T", at.hour().into()),
            (of_time, at.minute().into()),
            (of_time, at.second().into()),
        ] {
            text.push_str(before);
            text.push_str(two_digits(number));
        }
        text.push('Z');
    }
}

/// The numbers below a hundred, with two digits each.
const TWO_DIGITS: &str = "00010203040506070809101112131415161718192021222324252627282930313233343536373839\
    40414243444546474849505152535455565758596061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899";

fn two_digits(number: i16) -> &'static str {
    let from = usize::from(number.unsigned_abs()) * 2;
    TWO_DIGITS.get(from..from + 2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for seconds in [0, 1_111_111_109, 1_795_314_566, 253_402_207_200, -1, -62_135_596_800] {
            let moment = Moment::from_unix_seconds(seconds);
            assert_eq!(Moment::parse_basic(&moment.basic()), Some(moment));
        }
        assert_eq!(Moment::from_unix_seconds(1_704_164_645).extended(), "2024-01-02T03:04:05Z");
        assert_eq!(Moment::from_unix_seconds(0).basic(), "19700101T000000Z");
        assert_eq!(Moment::from_unix_seconds(i64::MAX).basic(), "99991230T220000Z");
    }

    #[test]
    fn numbers_below_a_hundred_have_two_digits() {
        for number in 0..100 {
            assert_eq!(two_digits(number), format!("{number:02}"));
        }
    }

    #[test]
    fn refuses_what_is_no_basic_date() {
        for text in [
            "",
            "20261122",
            "20261122T022926",
            "20261122t022926Z",
            "20261122T022926z",
            "2026-11-22T02:29:26Z",
            "20261322T022926Z",
            "20260230T022926Z",
            "20261122T242926Z",
            "20261122T026026Z",
            "20261122T022960Z",
            "+0261122T022926Z",
            "00000101T000000Z",
            "2026112\u{e9}T02292Z",
        ] {
            assert_eq!(Moment::parse_basic(text), None, "{text}");
        }
    }

    #[test]
    fn reads_http_dates() {
        let at = Moment::parse_http("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(at.basic(), "19941106T084937Z");
        assert_eq!(Moment::parse_http("yesterday"), None);
    }
}
