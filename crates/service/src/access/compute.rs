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
