//! One code against all of an identity's authenticator apps. The only place
//! that accepts a single code, for every door and every purpose.

use otp::{Code, Totp};
use subtle::{ConditionallySelectable, ConstantTimeLess};

use super::limits::DRIFT_HINT_STEPS;
use super::{Barred, CodeWindow, DeviceClock, PairMatch};
use crate::Timestamp;
use crate::names::SerialNumber;

/// Is a device whose seed was unsealed for this check.
pub struct Candidate {
    /// The device.
    pub serial: SerialNumber,
    /// Its seed and how its codes are made.
    pub totp: Totp,
    /// What is known of its clock.
    pub clock: DeviceClock,
    /// Why its codes, which are recognised, are refused, where they are.
    pub barred: Option<Barred>,
}

/// Is the proof that a second factor was accepted. It can be made only here, from a
/// matched pair and from a verified passkey, so nothing else can complete a sign-in
/// with MFA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedFactor {
    serial: SerialNumber,
    counter: Option<u64>,
    offset: Option<i64>,
}

impl AcceptedFactor {
    /// Makes the proof from two consecutive codes, which prove more than one.
    pub fn from_pair(serial: SerialNumber, pair: &PairMatch) -> Self {
        Self { serial, counter: Some(pair.counter), offset: Some(pair.offset) }
    }

    /// Makes the proof from the answer of a passkey to a challenge.
    pub fn from_assertion(serial: SerialNumber, _proved: &webauthn::Assertion) -> Self {
        Self { serial, counter: None, offset: None }
    }

    /// Returns the device that it was.
    pub fn serial(&self) -> &SerialNumber {
        &self.serial
    }

    /// Returns the counter of a code, which must be spent before anything is granted.
    pub fn counter(&self) -> Option<u64> {
        self.counter
    }

    /// Returns the offset to be learned; only a pair teaches one.
    pub fn offset(&self) -> Option<i64> {
        self.offset
    }
}

/// Is what became of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeVerdict {
    /// Right for this device, and not spent as far as the facts show; the store
    /// decides.
    Accepted(AcceptedFactor),
    /// Right, but it or a later code was used before.
    Spent {
        /// The device whose code it was.
        serial: SerialNumber,
        /// Steps until the device shows a code that was never spent.
        steps: u64,
    },
    /// Right for a clock that is off by a few minutes; refused.
    ClockOff {
        /// The device whose code it was.
        serial: SerialNumber,
        /// Steps by which the device runs ahead of ours (positive) or behind; 0
        /// when it is in step again, but was not when it was last resynchronised.
        steps: i64,
    },
    /// Right for a device that is refused.
    Barred {
        /// The device whose code it was.
        serial: SerialNumber,
        /// Why.
        why: Barred,
    },
    /// Right for none of the devices.
    Wrong,
}

/// Checks a code against every candidate. All codes of a window are computed and
/// compared whatever matches, so the time says no more than the verdict: a code
/// that is refused is searched for in a wider window, to say why.
pub fn check_code(
    code: &Code,
    candidates: &[Candidate],
    window: CodeWindow,
    now: Timestamp,
) -> CodeVerdict {
    match judge(code, candidates, (window, window.steps()), now) {
        accepted @ CodeVerdict::Accepted(_) => accepted,
        _ => judge(code, candidates, (window, DRIFT_HINT_STEPS), now),
    }
}

/// Checks a code against every candidate: within `accepted` it is right, within
/// `searched` steps either side it is recognised.
fn judge(
    code: &Code,
    candidates: &[Candidate],
    (accepted, searched): (CodeWindow, u64),
    now: Timestamp,
) -> CodeVerdict {
    let mut verdict = CodeVerdict::Wrong;
    for candidate in candidates {
        let expected = candidate.clock.counter_at(now, candidate.totp.period);
        let Some(distance) = search(code, candidate, expected, searched) else {
            continue;
        };
        let serial = candidate.serial.clone();
        let counter = expected.saturating_add_signed(distance);
        let better = if let Some(why) = candidate.barred {
            CodeVerdict::Barred { serial, why }
        } else if distance.unsigned_abs() > accepted.steps() {
            CodeVerdict::ClockOff { serial, steps: candidate.clock.offset + distance }
        } else if candidate.clock.is_spent(counter) {
            CodeVerdict::Spent { serial, steps: candidate.clock.steps_until_fresh(counter) }
        } else {
            CodeVerdict::Accepted(AcceptedFactor { serial, counter: Some(counter), offset: None })
        };
        if rank(&better) > rank(&verdict) {
            verdict = better;
        }
    }
    verdict
}

/// Orders verdicts by what is to be said when two devices disagree.
fn rank(verdict: &CodeVerdict) -> u8 {
    match verdict {
        CodeVerdict::Wrong => 0,
        CodeVerdict::Barred { .. } => 1,
        CodeVerdict::ClockOff { .. } => 2,
        CodeVerdict::Spent { .. } => 3,
        CodeVerdict::Accepted(_) => 4,
    }
}

/// Compares with every counter around the expected one. The nearest unspent match
/// is preferred, then the nearest of the rest. Returns the distance of the best
/// match from the expected counter.
fn search(code: &Code, candidate: &Candidate, expected: u64, window: u64) -> Option<i64> {
    const NONE: u64 = u64::MAX;
    let codes = candidate.totp.codes();
    let (mut best, mut best_cost) = (0_u64, NONE);
    for step in 0..=2 * window {
        let counter = (expected + step).saturating_sub(window);
        let matched = code.matches(&codes.code(counter));
        let distance = counter.abs_diff(expected);
        let spent = u64::from(candidate.clock.is_spent(counter));
        let cost = distance + spent * (2 * window + 1);
        let cheaper = cost.ct_lt(&best_cost);
        best = u64::conditional_select(&best, &counter, matched & cheaper);
        best_cost = u64::conditional_select(&best_cost, &cost, matched & cheaper);
    }
    (best_cost != NONE).then(|| best.wrapping_sub(expected).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use otp::{Digits, Seed};

    fn now() -> Timestamp {
        Timestamp::from_unix_seconds(1_700_000_000)
    }

    fn candidate(tag: u8, clock: DeviceClock) -> Candidate {
        let seed = Seed::from_bytes(vec![tag; 40]).unwrap();
        let serial = format!("arn:aws:iam::123456789012:mfa/d{tag}");
        Candidate {
            serial: SerialNumber::parse(&serial).unwrap(),
            totp: Totp::standard(seed),
            clock,
            barred: None,
        }
    }

    fn code_of(candidate: &Candidate, steps: i64) -> Code {
        let step = now().unix_seconds() / 30;
        candidate.totp.code_of_step(step.saturating_add_signed(steps))
    }

    fn check(code: &Code, candidates: &[Candidate]) -> CodeVerdict {
        check_code(code, candidates, CodeWindow::default(), now())
    }

    #[test]
    fn accepts_one_step_either_side_and_no_more() {
        let device = candidate(1, DeviceClock::default());
        for steps in -1..=1 {
            let verdict = check(&code_of(&device, steps), &[candidate(1, DeviceClock::default())]);
            let CodeVerdict::Accepted(factor) = verdict else { panic!("{steps}: {verdict:?}") };
            let counter = (now().unix_seconds() / 30).saturating_add_signed(steps);
            assert_eq!(factor.counter(), Some(counter));
            assert_eq!(factor.offset(), None);
        }
        for steps in [-20, -3, -2, 2, 3, 20] {
            let verdict = check(&code_of(&device, steps), &[candidate(1, DeviceClock::default())]);
            assert_eq!(verdict, CodeVerdict::ClockOff { serial: device.serial.clone(), steps });
        }
        for steps in [-21, 21, 1000] {
            let verdict = check(&code_of(&device, steps), &[candidate(1, DeviceClock::default())]);
            assert_eq!(verdict, CodeVerdict::Wrong);
        }
    }

    #[test]
    fn two_steps_where_the_window_is_that_wide_and_no_more() {
        let device = candidate(1, DeviceClock::default());
        let checked = |steps| {
            let candidates = [candidate(1, DeviceClock::default())];
            check_code(&code_of(&device, steps), &candidates, CodeWindow::WIDEST, now())
        };
        for steps in -2..=2 {
            assert!(matches!(checked(steps), CodeVerdict::Accepted(_)), "{steps}");
        }
        for steps in [-20, -3, 3, 20] {
            let off = CodeVerdict::ClockOff { serial: device.serial.clone(), steps };
            assert_eq!(checked(steps), off);
        }
        assert_eq!(checked(21), CodeVerdict::Wrong);
    }

    #[test]
    fn the_window_follows_the_learned_offset() {
        let fast = DeviceClock { offset: 360, spent: None };
        let code = code_of(&candidate(1, fast), 361);
        assert!(matches!(check(&code, &[candidate(1, fast)]), CodeVerdict::Accepted(_)));
        assert_eq!(check(&code, &[candidate(1, DeviceClock::default())]), CodeVerdict::Wrong);
    }

    #[test]
    fn any_of_the_devices_will_do() {
        let devices = [1, 2, 3].map(|tag| candidate(tag, DeviceClock::default()));
        let verdict = check(&code_of(&devices[2], 0), &devices);
        let CodeVerdict::Accepted(factor) = verdict else { panic!("{verdict:?}") };
        assert_eq!(factor.serial(), &devices[2].serial);
    }

    #[test]
    fn nothing_at_or_below_a_spent_counter() {
        let step = now().unix_seconds() / 30;
        let clock = DeviceClock { offset: 0, spent: Some(step) };
        let device = candidate(1, clock);
        for (at, steps) in [(-1, 2), (0, 1)] {
            let verdict = check(&code_of(&device, at), &[candidate(1, clock)]);
            assert_eq!(verdict, CodeVerdict::Spent { serial: device.serial.clone(), steps });
        }
        let verdict = check(&code_of(&device, 1), &[candidate(1, clock)]);
        assert!(matches!(verdict, CodeVerdict::Accepted(_)));
    }

    #[test]
    fn a_slow_clock_is_named_even_when_later_codes_were_spent() {
        let step = now().unix_seconds() / 30;
        let clock = DeviceClock { offset: 0, spent: Some(step - 2) };
        let device = candidate(1, clock);
        let verdict = check(&code_of(&device, -6), &[candidate(1, clock)]);
        assert_eq!(verdict, CodeVerdict::ClockOff { serial: device.serial.clone(), steps: -6 });
    }

    #[test]
    fn a_clock_set_right_after_it_was_learned_wrong_is_not_called_wrong() {
        let learned = DeviceClock { offset: 8, spent: None };
        let device = candidate(1, learned);
        for (at, steps) in [(0, 0), (3, 3), (-2, -2)] {
            let verdict = check(&code_of(&device, at), &[candidate(1, learned)]);
            assert_eq!(verdict, CodeVerdict::ClockOff { serial: device.serial.clone(), steps });
        }
    }

    #[test]
    fn a_device_that_is_refused_is_named_and_never_accepted() {
        for why in [Barred::Lost, Barred::Expired] {
            let barred = || Candidate { barred: Some(why), ..candidate(1, DeviceClock::default()) };
            for steps in [-20, -1, 0, 1, 20] {
                let verdict = check(&code_of(&barred(), steps), &[barred()]);
                assert_eq!(verdict, CodeVerdict::Barred { serial: barred().serial, why });
            }
            // One that shows the same code and is not refused still opens.
            let both = [barred(), candidate(1, DeviceClock::default())];
            assert!(matches!(check(&code_of(&barred(), 0), &both), CodeVerdict::Accepted(_)));
        }
    }

    #[test]
    fn no_device_accepts_nothing() {
        let code = Code::parse("000000", Digits::SIX).unwrap();
        assert_eq!(check(&code, &[]), CodeVerdict::Wrong);
    }
}
