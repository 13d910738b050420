//! A day of the calendar, as files name it: `2026-11-25`. Which day it is comes
//! in from outside.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// Is a day between the years 1 and 9999 of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

impl Day {
    /// Returns the day on which a moment falls in UTC, given in seconds since
    /// 1970; the last day that there is for a moment after it.
    pub fn of_unix_time(seconds: u64) -> Self {
        let mut left = seconds / 86_400;
        let mut year = 1970;
        while year < 9999 && left >= days_of_year(year) {
            left -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while month < 12 && left >= u64::from(days_of_month(year, month)) {
            left -= u64::from(days_of_month(year, month));
            month += 1;
        }
        let of_month = u8::try_from(left + 1).unwrap_or(31).min(days_of_month(year, month));
        Self { year, month, of_month }
    }

    /// Returns how many days this day lies before another; 0 for one that does
    /// not.
    pub fn days_before(self, later: Self) -> u32 {
        later.number().saturating_sub(self.number())
    }

    /// Counts the days since the first of January of the year 1.
    fn number(self) -> u32 {
        let before = u32::from(self.year) - 1;
        let years = before * 365 + before / 4 - before / 100 + before / 400;
        let months = (1..self.month).map(|month| u32::from(days_of_month(self.year, month)));
        years + months.sum::<u32>() + u32::from(self.of_month) - 1
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fault = || format!("`{text}` is no day; one is written 2026-11-25");
        let parts: Vec<&str> = text.split('-').collect();
        let &[year, month, day] = parts.as_slice() else { return Err(fault()) };
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return Err(fault());
        }
        let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
            return Err(fault());
        };
        if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_of_month(year, month) {
            return Err(fault());
        }
        Ok(Self { year, month, of_month: day })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, of_month } = self;
        write!(f, "{year:04}-{month:02}-{of_month:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn counts_days_as_the_calendar_does() {
        assert_eq!(day("2024-02-28").days_before(day("2024-03-01")), 2);
        assert_eq!(day("2023-02-28").days_before(day("2023-03-01")), 1);
        assert_eq!(day("1900-01-01").days_before(day("2000-01-01")), 36_524);
        assert_eq!(day("2026-01-01").days_before(day("2025-01-01")), 0);
    }

    #[test]
    fn knows_the_day_of_a_moment() {
        for (seconds, text) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_764_028_800, "2025-11-25"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Day::of_unix_time(seconds).to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_day() {
        for text in ["", "2026-13-01", "2026-02-29", "2026-1-01", "+026-01-01", "0000-01-01", "x"] {
            assert!(Day::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
