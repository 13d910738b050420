//! Records that wait to be written together: of calls that only read, and counts of
//! what is not recorded one by one. All of it is bounded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use identity::Timestamp;
use identity::audit::{Action, Actor, Event, Reason};
use identity::names::{AccessKeyId, AccountId};

use crate::record::Entry;
use crate::{RequestFacts, ServiceError};

/// Records of one account in one second; what is more is counted. The same number
/// again for refusals.
pub(super) const EACH_SECOND: u32 = 200;
/// Records that wait at most, and counts.
const MOST: usize = 10_000;
/// Keys whose refused signatures are counted at most.
const MOST_KEYS: usize = 10_000;
/// How long refused signatures are counted before they go on record.
const COUNTED_FOR: Duration = Duration::from_mins(1);

/// Is a record that waits, with its time.
pub(super) type Waiting = (Timestamp, Event);

/// Is whether a call was let in to be recorded by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// It has its own record.
    Alone,
    /// It is one of many in this second and is counted with them.
    Counted,
    /// There is no room: what waits must be written first.
    Full,
}

/// Is what has been gathered in this process.
#[derive(Default)]
pub(crate) struct Gathered {
    state: Mutex<State>,
    /// Whoever writes holds it, so that one writes after the other.
    pub(super) turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    second: u64,
    spent: HashMap<(AccountId, bool), u32>,
    waiting: Vec<(AccountId, Waiting)>,
    counted: HashMap<Same, Counted>,
    signatures: HashMap<(AccountId, String, String), Counted>,
    unknown: u64,
}

/// Is what calls have in common that are counted together.
#[derive(PartialEq, Eq, Hash)]
struct Same {
    account: AccountId,
    actor: String,
    action: Action,
    error: Option<String>,
}

struct Counted {
    first: Timestamp,
    event: Event,
    calls: u64,
}

impl Counted {
    fn into_waiting(self) -> Waiting {
        let mut event = self.event;
        event.detail = Some(format!("calls={}", self.calls));
        (self.first, event)
    }
}

impl Gathered {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one of this second's records of an account, if there is one left.
    pub(super) fn spend(&self, account: AccountId, refused: bool, now: Timestamp) -> bool {
        let mut state = self.state();
        let second = now.unix_seconds();
        if state.second != second {
            state.second = second;
            state.spent.clear();
        }
        let spent = state.spent.entry((account, refused)).or_default();
        *spent = spent.saturating_add(1);
        *spent <= EACH_SECOND
    }

    /// Counts a call together with those like it, if there are any that are counted.
    pub(super) fn count_again(
        &self,
        account: AccountId,
        actor: &str,
        action: Action,
        error: Option<&str>,
    ) -> bool {
        let same =
            Same { account, actor: actor.to_owned(), action, error: error.map(str::to_owned) };
        let mut state = self.state();
        let counted = state.counted.get_mut(&same);
        counted.map(|counted| counted.calls += 1).is_some()
    }

    /// Takes a record of a call.
    pub(super) fn add(
        &self,
        account: AccountId,
        at: Timestamp,
        event: &Event,
        alone: bool,
    ) -> Admitted {
        let mut state = self.state();
        if alone && state.waiting.len() < MOST {
            state.waiting.push((account, (at, event.clone())));
            return Admitted::Alone;
        }
        let same = Same {
            account,
            actor: event.actor.key().to_owned(),
            action: event.action,
            error: event.request.refusal.as_ref().map(|refusal| refusal.code.clone()),
        };
        let room = state.counted.len() < MOST;
        match state.counted.get_mut(&same) {
            Some(counted) => counted.calls += 1,
            None if room => {
                let mut event = event.clone();
                event.request.id = None;
                event.request.parameters = None;
                event.target = None;
                state.counted.insert(same, Counted { first: at, event, calls: 1 });
            }
            None => return Admitted::Full,
        }
        Admitted::Counted
    }

    /// Counts a request that came with a key of an account and was refused.
    pub(crate) fn refused_signature(
        &self,
        key: &AccessKeyId,
        facts: &RequestFacts,
        refusal: &ServiceError,
        now: Timestamp,
    ) {
        let ServiceError::Api(refusal) = refusal else { return };
        let code = refusal.kind.code();
        let (account, id) = (key.account(), key.as_str());
        let mut state = self.state();
        let room = state.signatures.len() < MOST_KEYS;
        match state.signatures.get_mut(&(account, id.to_owned(), code.to_owned())) {
            Some(counted) => counted.calls += 1,
            None if room => {
                let mut event = Entry::new(Action::RefusedSignature, Actor::Stranger)
                    .from(facts.peer)
                    .agent(&facts.user_agent)
                    .on(id)
                    .refused(Reason::Failed)
                    .error(code.to_owned(), &refusal.message)
                    .into_event();
                event.request.access_key = Some(id.to_owned());
                let counted = Counted { first: now, event, calls: 1 };
                state.signatures.insert((account, id.to_owned(), code.to_owned()), counted);
            }
            None => state.unknown += 1,
        }
    }

    /// Counts a request that came with a key which nobody has.
    pub(crate) fn unknown_key(&self) {
        self.state().unknown += 1;
    }

    /// Takes what is to be written: all records, all counts of calls, and the counts
    /// of signatures whose time is up, or all of them.
    pub(super) fn take(&self, now: Timestamp, all: bool) -> HashMap<AccountId, Vec<Waiting>> {
        let mut state = self.state();
        let mut taken: HashMap<AccountId, Vec<Waiting>> = HashMap::new();
        for (account, waiting) in std::mem::take(&mut state.waiting) {
            taken.entry(account).or_default().push(waiting);
        }
        for (same, counted) in std::mem::take(&mut state.counted) {
            taken.entry(same.account).or_default().push(counted.into_waiting());
        }
        let (due, early) =
            std::mem::take(&mut state.signatures).into_iter().partition::<HashMap<_, _>, _>(
                |(_, counted)| all || now.since(counted.first) >= COUNTED_FOR,
            );
        state.signatures = early;
        for ((account, _, _), counted) in due {
            taken.entry(account).or_default().push(counted.into_waiting());
        }
        for batch in taken.values_mut() {
            batch.sort_by_key(|(at, _)| *at);
        }
        taken
    }

    /// Puts back what could not be written, as far as there is room. Returns how many
    /// records are lost.
    pub(super) fn put_back(&self, account: AccountId, batch: Vec<Waiting>) -> u64 {
        let mut state = self.state();
        let mut lost = 0;
        for waiting in batch {
            // Room for as much again, so that newer calls are not refused for it.
            if state.waiting.len() < 2 * MOST {
                state.waiting.push((account, waiting));
            } else {
                lost += 1;
            }
        }
        lost
    }

    /// Returns how many requests came with keys that nobody has since the last
    /// time, and begins anew.
    pub(super) fn take_unknown(&self) -> u64 {
        std::mem::take(&mut self.state().unknown)
    }
}
