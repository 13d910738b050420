//! What tells without a system call that nobody has committed: this process counts its own
//! commits, and asks the file for those of other processes, such as an operator's command,
//! as often as must be.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What another process commits is seen so much later at most.
const ELSEWHERE: Duration = Duration::from_micros(500);

/// Is how many commits this process has begun and ended: an odd number while one is made.
#[derive(Debug, Default)]
pub(super) struct Commits(AtomicU64);

/// Is a moment at which no commit was being made, and the file can be looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quiet {
    commits: u64,
    at: Instant,
}

impl Commits {
    /// Makes a commit. Whoever looks at the file in its midst does not know whether it was
    /// before or after, and must not rely on what was seen.
    pub(super) fn make<T>(&self, commit: impl FnOnce() -> T) -> T {
        self.0.fetch_add(1, Ordering::SeqCst);
        let made = commit();
        self.0.fetch_add(1, Ordering::SeqCst);
        made
    }

    /// Returns the present moment, unless a commit is being made. Whoever looks at the file
    /// after it knows later whether what was seen still holds.
    #[expect(clippy::disallowed_methods, reason = "how long ago, not when")]
    pub(super) fn quiet(&self) -> Option<Quiet> {
        let commits = self.0.load(Ordering::SeqCst);
        commits.is_multiple_of(2).then(|| Quiet { commits, at: Instant::now() })
    }

    /// Says whether what was seen after a moment still holds.
    pub(super) fn none_since(&self, before: Quiet) -> bool {
        self.quiet().is_some_and(|now| {
            now.commits == before.commits && now.at.duration_since(before.at) < ELSEWHERE
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_holds_until_somebody_commits_or_may_have() {
        let commits = Commits::default();
        let before = commits.quiet().unwrap();
        let earlier = Quiet { at: before.at.checked_sub(ELSEWHERE).unwrap(), ..before };
        assert!(!commits.none_since(earlier), "another process may have committed");
        let later = Quiet { at: before.at + Duration::from_secs(9), ..before };
        assert!(commits.none_since(later), "so far, none has");
        commits.make(|| {
            assert!(commits.quiet().is_none());
            assert!(!commits.none_since(later));
        });
        assert!(!commits.none_since(later));
        assert!(commits.quiet().is_some());
    }
}
