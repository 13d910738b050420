//! Keeps secrets out of the swap space, as far as the system lets this process.

use std::collections::BTreeSet;

use region::LockGuard;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Is memory that is not swapped out, until it is dropped. It must be dropped
/// before what lies in it.
#[derive(Default)]
pub(super) struct Held {
    #[expect(dead_code, reason = "unlocks when dropped")]
    guards: Vec<LockGuard>,
    complete: bool,
}

impl Held {
    /// Holds all pages that these places touch. Where the system allows fewer,
    /// as many as it allows.
    pub(super) fn new(places: &[(*const u8, usize)]) -> Self {
        raise_limit();
        let size = region::page::size();
        let mut pages = BTreeSet::new();
        for (start, length) in places {
            let first = start.addr() / size;
            let last = start.addr().saturating_add(length.saturating_sub(1)) / size;
            pages.extend(first..=last);
        }
        let mut guards = Vec::new();
        let mut complete = true;
        for (first, count) in runs(&pages) {
            let start = std::ptr::without_provenance::<u8>(first.saturating_mul(size));
            match region::lock(start, count.saturating_mul(size)) {
                Ok(guard) => guards.push(guard),
                Err(_) => complete = false,
            }
        }
        Self { guards, complete }
    }

    /// Tells whether everything is held.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }
}

/// Joins neighbours: the first page of each run, and how many there are.
fn runs(pages: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &page in pages {
        match runs.last_mut() {
            Some((first, count)) if *first + *count == page => *count += 1,
            _ => runs.push((page, 1)),
        }
    }
    runs
}

/// Asks for as much as this user may have.
fn raise_limit() {
    let limit = getrlimit(Resource::Memlock);
    let _ = setrlimit(Resource::Memlock, Rlimit { current: limit.maximum, ..limit });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_pages_are_one_run() {
        let pages = BTreeSet::from([3, 4, 5, 9, 11, 12]);
        assert_eq!(runs(&pages), [(3, 3), (9, 1), (11, 2)]);
        assert_eq!(runs(&BTreeSet::new()), []);
    }

    #[test]
    fn memory_is_held_and_let_go() {
        let secret = [7_u8; 100];
        let held = Held::new(&[(secret.as_ptr(), secret.len())]);
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let locked = status.lines().find(|line| line.starts_with("VmLck")).unwrap();
        assert_eq!(held.is_complete(), !locked.contains(" 0 kB"), "{locked}");
    }
}
