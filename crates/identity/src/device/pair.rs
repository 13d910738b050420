//! Two consecutive codes: they enrol a device and bring one that has drifted
//! back into step (RFC 4226, section 7.4; operations EnableMFADevice and
//! ResyncMFADevice).

use otp::{Code, Totp};
use subtle::{Choice, ConditionallySelectable, ConstantTimeLess};

use super::DeviceClock;
use super::limits::{PAIR_STEPS_AHEAD, PAIR_STEPS_BACK};
use crate::Timestamp;

/// Is where a pair was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairMatch {
    /// The counter of the second code, which becomes the highest one spent.
    pub counter: u64,
    /// Steps by which the device runs ahead of ours.
    pub offset: i64,
}

/// Says why a pair is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairFault {
    /// No two neighbouring counters in the window have these codes in this order.
    NotConsecutive,
    /// They do, but one of the codes, or a later one, was spent already.
    Spent {
        /// Seconds until the device shows codes that were never spent, within a
        /// step.
        seconds: u64,
    },
}

/// Searches the two codes, older first, around the device's known clock. All
/// codes of the window are computed and compared whatever matches; the nearest
/// pair that is not spent wins.
pub fn match_pair(
    first: &Code,
    second: &Code,
    totp: &Totp,
    clock: &DeviceClock,
    now: Timestamp,
) -> Result<PairMatch, PairFault> {
    const NONE: u64 = u64::MAX;
    let expected = clock.counter_at(now, totp.period);
    let lowest = expected.saturating_sub(PAIR_STEPS_BACK);
    let highest = expected.saturating_add(PAIR_STEPS_AHEAD);

    let codes = totp.codes();
    let (mut best, mut best_distance, mut latest_spent) = (0_u64, NONE, 0_u64);
    let mut previous_is_first = Choice::from(0);
    for counter in lowest.saturating_sub(1)..=highest {
        let code = codes.code(counter);
        let pair = previous_is_first & second.matches(&code);
        let fresh = Choice::from(u8::from(!clock.is_spent(counter.saturating_sub(1))));
        let distance = counter.abs_diff(expected);
        let take = pair & fresh & distance.ct_lt(&best_distance);
        best = u64::conditional_select(&best, &counter, take);
        best_distance = u64::conditional_select(&best_distance, &distance, take);
        latest_spent.conditional_assign(&counter, pair & !fresh);
        previous_is_first = first.matches(&code);
    }

    if best_distance != NONE {
        Ok(PairMatch {
            counter: best,
            offset: learned_offset(best, clock, totp.period.step_at(now.unix_seconds())),
        })
    } else if latest_spent > 0 {
        let steps = clock.steps_until_fresh(latest_spent);
        Err(PairFault::Spent { seconds: steps.saturating_mul(u64::from(totp.period.seconds())) })
    } else {
        Err(PairFault::NotConsecutive)
    }
}

/// Returns the offset that a pair teaches. The device shows its second code now,
/// or, when both were read off at once, still its first: of the two readings the
/// one that is known already is taken, else the one nearer to a right clock.
fn learned_offset(second: u64, clock: &DeviceClock, ours: u64) -> i64 {
    let shows_second = second.wrapping_sub(ours).cast_signed();
    let shows_first = shows_second.saturating_sub(1);
    let likelier = |offset: i64| (offset != clock.offset, offset.unsigned_abs());
    std::cmp::min_by_key(shows_second, shows_first, |offset| likelier(*offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use otp::{Digits, Seed};
    use std::time::Duration;

    fn now() -> Timestamp {
        Timestamp::from_unix_seconds(1_700_000_010)
    }

    fn totp() -> Totp {
        Totp::standard(Seed::from_bytes((0..40).collect()).unwrap())
    }

    fn pair_at(steps: i64) -> (Code, Code) {
        let step = (now().unix_seconds() / 30).saturating_add_signed(steps);
        (totp().code_of_step(step - 1), totp().code_of_step(step))
    }

    fn check(codes: &(Code, Code), clock: DeviceClock) -> Result<PairMatch, PairFault> {
        match_pair(&codes.0, &codes.1, &totp(), &clock, now())
    }

    #[test]
    fn published_pair() {
        let read = |text| Code::parse(text, Digits::SIX).unwrap();
        let found = check(&(read("145417"), read("541951")), DeviceClock::default()).unwrap();
        assert_eq!(found, PairMatch { counter: 56_666_667, offset: 0 });
    }

    #[test]
    fn the_window_is_998_back_and_1000_ahead() {
        for steps in [-998, -360, -1, 0, 1, 360, 1000] {
            let found = check(&pair_at(steps), DeviceClock::default()).unwrap();
            let nearer = if steps > 0 { steps - 1 } else { steps };
            assert_eq!(found.offset, nearer);
        }
        for steps in [-999, 1001] {
            let fault = check(&pair_at(steps), DeviceClock::default()).unwrap_err();
            assert_eq!(fault, PairFault::NotConsecutive);
        }
    }

    #[test]
    fn the_window_is_counted_from_the_learned_offset() {
        let learned = DeviceClock { offset: 900, spent: None };
        assert_eq!(check(&pair_at(1900), learned).unwrap().offset, 1899);
    }

    #[test]
    fn a_right_clock_stays_right_however_the_codes_were_read() {
        for steps in [0, 1] {
            assert_eq!(check(&pair_at(steps), DeviceClock::default()).unwrap().offset, 0);
        }
        let learned = DeviceClock { offset: -5, spent: None };
        assert_eq!(check(&pair_at(-5), learned).unwrap().offset, -5);
        assert_eq!(check(&pair_at(-4), learned).unwrap().offset, -5);
    }

    #[test]
    fn same_reversed_and_distant_codes_are_refused() {
        let (one, two) = pair_at(0);
        let later = pair_at(2).1;
        for pair in [(one.clone(), one.clone()), (two.clone(), one.clone()), (one, later)] {
            assert_eq!(check(&pair, DeviceClock::default()), Err(PairFault::NotConsecutive));
        }
    }

    #[test]
    fn both_counters_must_be_newer_than_the_highest_spent() {
        let step = now().unix_seconds() / 30;
        let spent = |spent| DeviceClock { offset: 0, spent: Some(spent) };
        assert_eq!(check(&pair_at(0), spent(step)), Err(PairFault::Spent { seconds: 30 }));
        assert_eq!(check(&pair_at(0), spent(step - 1)), Err(PairFault::Spent { seconds: 0 }));
        assert!(check(&pair_at(0), spent(step - 2)).is_ok());
    }

    #[test]
    fn both_codes_must_be_right_to_hear_that_they_were_used() {
        let step = now().unix_seconds() / 30;
        let clock = DeviceClock { offset: 0, spent: Some(step) };
        let ((first, second), (_, later)) = (pair_at(0), pair_at(5));
        for pair in [(first, later.clone()), (later, second)] {
            assert_eq!(check(&pair, clock), Err(PairFault::NotConsecutive));
        }
    }

    #[test]
    fn a_clock_that_was_set_back_is_told_how_long_it_must_wait() {
        let step = now().unix_seconds() / 30;
        let ahead = DeviceClock { offset: 8, spent: Some(step + 8) };
        assert_eq!(check(&pair_at(0), ahead), Err(PairFault::Spent { seconds: 270 }));
        // Nine steps later the second code is one past the spent one, and the
        // first is as well one step after that.
        let later = |steps: i64| {
            let now = now().plus(Duration::from_secs(30 * steps.unsigned_abs()));
            let (first, second) = pair_at(steps);
            match_pair(&first, &second, &totp(), &ahead, now)
        };
        assert_eq!(later(9), Err(PairFault::Spent { seconds: 0 }));
        assert_eq!(later(10).unwrap().offset, 0);
    }
}
