//! Which uses of keys, roles and services were noted lately, and which of them still
//! have to be written down: a use stands for those of the next quarter of an hour, and
//! is written with others, so that no request waits for it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use identity::Timestamp;
use identity::access_key::KeyUse;
use identity::names::{AccessKeyId, AccountId, RoleId};

/// How long a use stands for those that follow it.
const NOTE_EVERY: Duration = Duration::from_mins(15);

/// Uses remembered at most; beyond that all are forgotten, and written once more.
const REMEMBERED: usize = 100_000;

/// Uses that wait to be written at most; one that finds no room is noted at the next
/// request.
const WAITING: usize = 100_000;

/// Is a use that is written down.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// The key that signed, if it is one that is kept.
    pub(crate) key: Option<AccessKeyId>,
    /// The role, in a session of one.
    pub(crate) role: Option<RoleId>,
    /// Who holds the policies: the id of a user or role, or `root`.
    pub(crate) holder: String,
    /// When, where and of which service.
    pub(crate) used: KeyUse,
}

/// Is what this process has noted.
#[derive(Default)]
pub(crate) struct Noted {
    state: Mutex<State>,
    /// Whoever writes holds it: who reads afterwards finds what was noted before.
    pub(super) turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// By service, and by who uses it.
    noted: HashMap<&'static str, HashMap<String, Timestamp>>,
    waiting: HashMap<AccountId, Vec<Use>>,
    count: usize,
}

impl Noted {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a use of a service, unless one was noted a short time ago.
    pub(super) fn note(
        &self,
        account: AccountId,
        who: &str,
        service: &'static str,
        now: Timestamp,
        make: impl FnOnce() -> Use,
    ) {
        let mut state = self.state();
        let noted = state.noted.entry(service).or_default();
        if noted.get(who).is_some_and(|at| now.since(*at) < NOTE_EVERY && *at <= now) {
            return;
        }
        if noted.len() >= REMEMBERED {
            noted.clear();
        }
        if state.count >= WAITING {
            return;
        }
        state.noted.entry(service).or_default().insert(who.to_owned(), now);
        state.waiting.entry(account).or_default().push(make());
        state.count += 1;
    }

    /// Takes what waits: of one account, or all of it.
    pub(super) fn take(&self, only: Option<AccountId>) -> HashMap<AccountId, Vec<Use>> {
        let mut state = self.state();
        let taken = match only {
            None => std::mem::take(&mut state.waiting),
            Some(account) => state.waiting.remove_entry(&account).into_iter().collect(),
        };
        let count: usize = taken.values().map(Vec::len).sum();
        state.count = state.count.saturating_sub(count);
        taken
    }

    /// Puts back what could not be written.
    pub(super) fn put_back(&self, account: AccountId, uses: Vec<Use>) {
        let mut state = self.state();
        state.count += uses.len();
        let waiting = state.waiting.entry(account).or_default();
        // What came meanwhile is newer.
        waiting.splice(0..0, uses);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(service: &str, at: Timestamp) -> Use {
        let used = KeyUse { at, service: service.to_owned(), region: String::new() };
        Use { key: None, role: None, holder: "root".to_owned(), used }
    }

    #[test]
    fn once_in_a_quarter_of_an_hour() {
        let noted = Noted::default();
        let account = AccountId::parse("123456789012").unwrap();
        let start = Timestamp::from_unix_seconds(1_700_000_000);
        let due = |who: &str, service, seconds| {
            let now = start.plus(Duration::from_secs(seconds));
            noted.note(account, who, service, now, || one(service, now));
            noted.take(None).len() == 1
        };
        assert!(due("a", "iam", 0));
        assert!(!due("a", "iam", 899));
        assert!(due("a", "sts", 899));
        assert!(due("b", "iam", 899));
        assert!(due("a", "iam", 900));
    }

    #[test]
    fn what_is_taken_of_one_account_leaves_the_others_and_can_be_put_back() {
        let noted = Noted::default();
        let [this, other] = ["123456789012", "210987654321"].map(|n| AccountId::parse(n).unwrap());
        let now = Timestamp::from_unix_seconds(1_700_000_000);
        for (account, who) in [(this, "a"), (other, "b"), (this, "c")] {
            noted.note(account, who, "iam", now, || one("iam", now));
        }
        let mut taken = noted.take(Some(this));
        assert_eq!(taken.get(&this).map(Vec::len), Some(2));
        assert!(noted.take(Some(this)).is_empty());
        noted.put_back(this, taken.remove(&this).unwrap());
        assert_eq!(noted.take(None).len(), 2);
    }
}
