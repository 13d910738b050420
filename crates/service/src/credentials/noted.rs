//! Which uses were noted lately: a use is written down at most every quarter of
//! an hour, so that a request does not cost a durable change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use identity::Timestamp;

/// How long a use stands for those that follow it.
const NOTE_EVERY: Duration = Duration::from_mins(15);

/// Uses remembered at most; beyond that all are forgotten, and written once more.
const REMEMBERED: usize = 100_000;

/// Is what this process has noted.
#[derive(Default)]
pub(crate) struct Noted(Mutex<HashMap<(String, &'static str), Timestamp>>);

impl Noted {
    /// Says whether a use of a service has to be written down, and takes it as
    /// written.
    pub(crate) fn is_due(&self, who: String, service: &'static str, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() >= REMEMBERED {
            noted.clear();
        }
        let key = (who, service);
        if noted.get(&key).is_some_and(|at| now.since(*at) < NOTE_EVERY && *at <= now) {
            return false;
        }
        noted.insert(key, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_in_a_quarter_of_an_hour() {
        let noted = Noted::default();
        let start = Timestamp::from_unix_seconds(1_700_000_000);
        let due = |who: &str, service, seconds| {
            noted.is_due(who.to_owned(), service, start.plus(Duration::from_secs(seconds)))
        };
        assert!(due("a", "iam", 0));
        assert!(!due("a", "iam", 899));
        assert!(due("a", "sts", 899));
        assert!(due("b", "iam", 899));
        assert!(due("a", "iam", 900));
    }
}
