//! Ends the program when its terminal is gone: the library that reads keys waits
//! for ever, and at full speed, on a terminal that was closed.

use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// How often is looked.
const LOOK: Duration = Duration::from_secs(1);

/// After so many looks without a sign of life the terminal counts as gone.
const PATIENCE: u32 = 5;

/// Is what a wait that should be short is watched with.
#[derive(Clone, Default)]
pub(crate) struct Watchdog {
    /// Odd while somebody waits; another number after each wait.
    waits: Arc<AtomicU64>,
}

impl Watchdog {
    /// Starts to watch; `give_back` is called before the program is ended.
    pub(crate) fn start(give_back: impl Fn() + Send + 'static) -> Self {
        let watchdog = Self::default();
        let waits = Arc::clone(&watchdog.waits);
        thread::spawn(move || {
            let (mut last, mut looks) = (0, 0);
            loop {
                thread::sleep(LOOK);
                let now = waits.load(Ordering::Relaxed);
                looks = if is_stuck(last, now) { looks + 1 } else { 0 };
                last = now;
                if looks >= PATIENCE {
                    give_back();
                    exit(1);
                }
            }
        });
        watchdog
    }

    /// Waits for something that takes less than a second.
    pub(crate) fn wait<T>(&self, short: impl FnOnce() -> T) -> T {
        self.waits.fetch_add(1, Ordering::Relaxed);
        let outcome = short();
        self.waits.fetch_add(1, Ordering::Relaxed);
        outcome
    }
}

/// Tells whether the same wait is still going on.
fn is_stuck(last: u64, now: u64) -> bool {
    now == last && now % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wait_that_does_not_end_is_stuck() {
        let watchdog = Watchdog::default();
        let count = || watchdog.waits.load(Ordering::Relaxed);
        let before = count();
        let within = watchdog.wait(count);
        assert!(is_stuck(within, within), "it has lasted from look to look");
        assert!(!is_stuck(before, within) && !is_stuck(count(), count()));
    }
}
