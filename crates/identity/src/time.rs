//! Time as a number. Nothing here knows what time it is.

use std::time::Duration;

/// Is a moment: microseconds since 1970-01-01T00:00:00Z, as the store keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Makes a moment from microseconds since the epoch.
    pub fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Makes a moment from whole seconds since the epoch.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Returns microseconds since the epoch.
    pub fn as_micros(self) -> i64 {
        self.0
    }

    /// Returns whole seconds since the epoch; zero for moments before it.
    pub fn unix_seconds(self) -> u64 {
        u64::try_from(self.0.div_euclid(1_000_000)).unwrap_or(0)
    }

    /// Returns the moment that is later by a duration.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }

    /// Returns the moment that is earlier by a duration.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(micros))
    }

    /// Returns the time that has passed since an earlier moment; zero when that
    /// moment lies ahead (a clock that was set back lengthens nothing).
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates_and_never_turns_negative() {
        let early = Timestamp::from_unix_seconds(10);
        let late = early.plus(Duration::from_secs(5));
        assert_eq!(late.since(early), Duration::from_secs(5));
        assert_eq!(early.since(late), Duration::ZERO);
        assert_eq!(late.minus(Duration::from_secs(5)), early);
        assert_eq!(Timestamp::from_micros(-1).unix_seconds(), 0);
        assert_eq!(early.plus(Duration::MAX).as_micros(), i64::MAX);
    }
}
