//! How guessing is slowed down. One rule, applied to every counter of failed
//! attempts; what differs are the numbers.
//!
//! An attempt is counted *before* it is judged and taken back when it was
//! right, so parallel attempts gain nothing and a crash forgives nothing.

use std::time::Duration;

use crate::Timestamp;

/// Is a counter of consecutive failed attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// Failures in a row, the running attempt included.
    pub failures: u32,
    /// Before this moment nothing is judged.
    pub not_before: Timestamp,
    /// When the last one was counted.
    pub last: Timestamp,
}

/// Is how one counter grows.
#[derive(Clone, Copy, Debug)]
pub struct Throttle {
    /// Failures in a row that cost no waiting.
    pub free: u32,
    /// The first wait; each further failure doubles it.
    pub first_wait: Duration,
    /// The longest wait. It ends by itself: nobody is locked out for good.
    pub longest_wait: Duration,
    /// After this time without an attempt the counter starts anew; `None` for
    /// counters that only a success resets.
    pub forgotten_after: Option<Duration>,
}

/// Password attempts at one name. Failures here slow down and never disable:
/// whoever knows only the name cannot lock its owner out.
pub const PASSWORD: Throttle = Throttle {
    free: 5,
    first_wait: Duration::from_secs(2),
    longest_wait: Duration::from_mins(15),
    forgotten_after: Some(Duration::from_hours(24)),
};

/// Second-factor attempts of one identity, over all of its devices and all
/// pages that take a code. It is reached only behind the right password.
pub const SECOND_FACTOR: Throttle = Throttle {
    free: 3,
    first_wait: Duration::from_secs(5),
    longest_wait: Duration::from_mins(15),
    forgotten_after: None,
};

/// Attempts at one identity's recovery codes. Apart from those at its devices:
/// wrong codes of one kind do not make the other kind wait. 128 bits are not
/// guessed, so this only keeps the noise down; a mistyped code is no attempt.
pub const RECOVERY_CODE: Throttle = Throttle {
    free: 5,
    first_wait: Duration::from_secs(5),
    longest_wait: Duration::from_mins(15),
    forgotten_after: Some(Duration::from_hours(24)),
};

/// Second-factor failures in a row after which single codes are refused and
/// only two consecutive ones are accepted: guessing then succeeds with a chance
/// of 2000 in 10^12 a try, while the owner of the device is never shut out.
pub const FAILURES_UNTIL_PAIR: u32 = 20;

/// Beginnings of a recovery of root, behind the right password: each sends mail.
pub const RECOVERY: Throttle = Throttle {
    free: 3,
    first_wait: Duration::from_mins(1),
    longest_wait: Duration::from_mins(15),
    forgotten_after: Some(Duration::from_hours(24)),
};

/// Telephone calls of the recoveries of one account, behind password and mailbox:
/// they cost money and ring. Calls that fail at the gateway are not counted.
pub const RECOVERY_CALL: Throttle = Throttle {
    free: 4,
    first_wait: Duration::from_mins(1),
    longest_wait: Duration::from_mins(15),
    forgotten_after: Some(Duration::from_hours(24)),
};

/// Calls that confirm telephone numbers: those of one account, and those to one
/// number over all accounts. They cost money and ring. Calls that fail at the gateway
/// are not counted.
pub const NUMBER_CALL: Throttle = Throttle {
    free: 4,
    first_wait: Duration::from_mins(1),
    longest_wait: Duration::from_hours(1),
    forgotten_after: Some(Duration::from_hours(24)),
};

/// Attempts of any kind from one network peer, over all names.
pub const PEER: Throttle = Throttle {
    free: 30,
    first_wait: Duration::from_secs(2),
    longest_wait: Duration::from_mins(5),
    forgotten_after: Some(Duration::from_mins(15)),
};

/// Mails to one address that people ask for: codes and links. Whoever waits for
/// one has it after the first; everybody else must not be flooded.
pub const MAIL: Throttle = Throttle {
    free: 3,
    first_wait: Duration::from_mins(1),
    longest_wait: Duration::from_hours(1),
    forgotten_after: Some(Duration::from_hours(24)),
};

impl Throttle {
    /// Counts an attempt that is about to be judged. Returns the counter to
    /// keep, or the time to wait when it is too early; an early attempt is not
    /// counted, so that impatience does not lengthen the wait.
    pub fn admit(&self, kept: Option<Attempts>, now: Timestamp) -> Result<Attempts, Duration> {
        let kept = kept.filter(|kept| !self.is_forgotten(kept, now));
        if let Some(kept) = kept {
            let wait = kept.not_before.since(now);
            // A clock that was set back must not turn a wait into an eternity.
            if !wait.is_zero() && wait <= self.longest_wait {
                return Err(wait);
            }
        }
        let failures = kept.map_or(0, |kept| kept.failures).saturating_add(1);
        Ok(Attempts { failures, not_before: now.plus(self.wait_after(failures)), last: now })
    }

    /// Says whether a kept counter means nothing any more.
    pub fn is_forgotten(&self, kept: &Attempts, now: Timestamp) -> bool {
        self.forgotten_after.is_some_and(|after| now.since(kept.last) >= after)
    }

    /// Returns the wait that follows so many failures in a row.
    pub fn wait_after(&self, failures: u32) -> Duration {
        match failures.checked_sub(self.free) {
            None | Some(0) => Duration::ZERO,
            Some(excess) => {
                let factor = 1_u32.checked_shl(excess - 1).unwrap_or(u32::MAX);
                self.first_wait.saturating_mul(factor).min(self.longest_wait)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(1_700_000_000 + seconds)
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits: Vec<u64> =
            (1..=12).map(|failures| SECOND_FACTOR.wait_after(failures).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900]);
        assert_eq!(SECOND_FACTOR.wait_after(u32::MAX).as_secs(), 900);
    }

    #[test]
    fn an_early_attempt_is_refused_and_not_counted() {
        let mut kept = None;
        for _ in 0..4 {
            kept = Some(SECOND_FACTOR.admit(kept, at(0)).unwrap());
        }
        assert_eq!(SECOND_FACTOR.admit(kept, at(2)), Err(Duration::from_secs(3)));
        assert_eq!(SECOND_FACTOR.admit(kept, at(5)).unwrap().failures, 5);
    }

    #[test]
    fn password_failures_are_forgotten_in_time_second_factor_failures_are_not() {
        let old = Attempts { failures: 50, not_before: at(0), last: at(0) };
        assert_eq!(PASSWORD.admit(Some(old), at(86_400)).unwrap().failures, 1);
        assert_eq!(SECOND_FACTOR.admit(Some(old), at(864_000)).unwrap().failures, 51);
    }

    #[test]
    fn a_clock_set_back_does_not_lock_anyone_out() {
        let kept = Attempts { failures: 9, not_before: at(900), last: at(0) };
        assert!(SECOND_FACTOR.admit(Some(kept), at(-100_000)).is_ok());
    }

    /// The guessing budget: what somebody who knows the password gains.
    #[test]
    fn guessing_single_codes_ends_after_twenty_tries() {
        let tries = f64::from(FAILURES_UNTIL_PAIR);
        let (steps, devices) = (3.0, 8.0);
        let chance = tries * steps * devices / 1e6;
        assert!(chance < 0.0005, "{chance}");
    }
}
