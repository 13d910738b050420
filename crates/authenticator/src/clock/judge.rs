//! Judging: the median of the answers, and who is far from it. Nobody is asked
//! here.

use device_wire::sntp::Sample;

/// How far from the median an answer may be besides its own uncertainty, in
/// nanoseconds: codes last for thirty seconds, and a smeared leap second differs
/// by half of one.
const APART: u64 = 1_000_000_000;

/// Is what came of asking one server.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// Who was asked, as named.
    pub(crate) server: String,
    /// Its answer, or why there is none.
    pub(crate) outcome: Result<Sample, String>,
}

/// Is what all answers together say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nobody answered.
    Unknown,
    /// Fewer than half of those who answered agree with the middle one.
    Disputed,
    /// The clock is behind by so many nanoseconds, give or take so many.
    Behind {
        /// Negative where it is ahead.
        by: i64,
        /// How far the truth may be from it.
        within: u64,
    },
}

/// Judges the answers; the second value tells which of them agree with it.
pub(crate) fn judge(answers: &[Answered]) -> (Verdict, Vec<bool>) {
    let mut behind: Vec<i64> =
        answers.iter().filter_map(|one| Some(one.outcome.as_ref().ok()?.behind)).collect();
    behind.sort_unstable();
    let (low, high) = (behind.len().saturating_sub(1) / 2, behind.len() / 2);
    let (Some(low), Some(high)) = (behind.get(low), behind.get(high)) else {
        return (Verdict::Unknown, vec![false; answers.len()]);
    };
    let median = i64::midpoint(*low, *high);
    let agrees =
        |sample: &Sample| sample.behind.abs_diff(median) <= APART.saturating_add(sample.delay / 2);
    let agreeing: Vec<bool> =
        answers.iter().map(|one| one.outcome.as_ref().is_ok_and(agrees)).collect();
    let count = agreeing.iter().filter(|agrees| **agrees).count();
    if count * 2 <= behind.len() {
        return (Verdict::Disputed, agreeing);
    }
    let delays = answers.iter().zip(&agreeing).filter(|(_, agrees)| **agrees);
    let delays = delays.filter_map(|(one, _)| Some(one.outcome.as_ref().ok()?.delay));
    let within = delays.min().unwrap_or_default() / 2;
    (Verdict::Behind { by: median, within }, agreeing)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn answers(behind: &[Option<i64>]) -> Vec<Answered> {
        let one = |behind: &Option<i64>| Answered {
            server: "s".to_owned(),
            outcome: behind
                .map(|seconds| Sample { behind: seconds * SECOND, delay: 20_000_000, stratum: 2 })
                .ok_or_else(|| "silent".to_owned()),
        };
        behind.iter().map(one).collect()
    }

    #[test]
    fn the_median_holds_against_one_liar() {
        let (verdict, agrees) = judge(&answers(&[Some(42), Some(9_000_000), Some(42), None]));
        assert_eq!(verdict, Verdict::Behind { by: 42 * SECOND, within: 10_000_000 });
        assert_eq!(agrees, [true, false, true, false]);
        let (verdict, _) = judge(&answers(&[Some(-3), Some(-3), Some(-3), Some(100)]));
        assert!(matches!(verdict, Verdict::Behind { by, .. } if by == -3 * SECOND));
    }

    #[test]
    fn without_a_majority_nothing_is_believed() {
        let (verdict, agrees) = judge(&answers(&[Some(0), Some(100)]));
        assert_eq!((verdict, agrees), (Verdict::Disputed, vec![false, false]));
        let (verdict, _) = judge(&answers(&[Some(0), Some(100), Some(200)]));
        assert_eq!(verdict, Verdict::Disputed);
        assert_eq!(judge(&answers(&[None, None])).0, Verdict::Unknown);
        assert_eq!(judge(&[]).0, Verdict::Unknown);
    }

    #[test]
    fn one_answer_is_believed_when_nobody_contradicts() {
        let (verdict, _) = judge(&answers(&[None, Some(7)]));
        assert!(matches!(verdict, Verdict::Behind { by, .. } if by == 7 * SECOND));
    }

    #[test]
    fn extremes_do_not_overflow() {
        let mut absurd = answers(&[Some(0), Some(0)]);
        for (one, behind) in absurd.iter_mut().zip([i64::MIN, i64::MAX]) {
            one.outcome = Ok(Sample { behind, delay: u64::MAX, stratum: 1 });
        }
        let _ = judge(&absurd);
    }
}
