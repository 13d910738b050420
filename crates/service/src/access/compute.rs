//! The computing, outside of every transaction and off the threads that answer
//! others, two at a time, with bounds that keep one report below a second.

use access_graph::{Caps, Graph, Report, Sizes, WhatIf, Whole};
use tokio::sync::Semaphore;

use super::builder::day;
use super::{Facts, derive};
use crate::ServiceError;

/// How many reports are computed at once.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Returns how far a report looks.
pub(super) fn caps() -> Caps {
    Caps {
        steps: 4_000_000,
        pairs: 200_000,
        sets_per_node: 2_000,
        sets: 100_000,
        listed: 200,
        check_steps: 10_000_000,
        ..Caps::default()
    }
}

/// Builds the graph of facts.
pub(super) fn graph(facts: &Facts) -> Result<Graph, ServiceError> {
    Graph::new(derive(facts))
        .map_err(|error| ServiceError::Fault(format!("a derived graph is faulty: {error}")))
}

/// Answers everything about a graph.
pub(super) fn whole(graph: &Graph, facts: &Facts, asked: &[WhatIf]) -> Whole {
    Whole::new(graph, asked, Sizes::Adaptive, caps(), Some(day(facts.now)))
}

/// Answers the sets alone.
pub(super) fn report(graph: &Graph) -> Report {
    Report::new(graph, Sizes::Adaptive, caps())
}

/// Runs slow work elsewhere.
pub(super) async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    let fault = || ServiceError::Fault("the access report failed".to_owned());
    let permit = AT_ONCE.acquire().await.map_err(|_| fault())?;
    let done = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    });
    done.await.map_err(|_| fault())?
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn two_are_computed_at_once_and_the_others_wait() {
        static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let mut all = tokio::task::JoinSet::new();
        for number in 0..10 {
            all.spawn(elsewhere(move || {
                MOST.fetch_max(UNDER_WAY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(20));
                UNDER_WAY.fetch_sub(1, Ordering::SeqCst);
                Ok(number)
            }));
        }
        let mut done: Vec<u32> = all.join_all().await.into_iter().map(Result::unwrap).collect();
        done.sort_unstable();
        assert_eq!(done, (0..10).collect::<Vec<_>>(), "all of them come about");
        assert_eq!(MOST.load(Ordering::SeqCst), 2);
    }
}
