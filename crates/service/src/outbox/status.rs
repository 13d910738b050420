//! How much mail waits, and what was given up, for the operator.

use storage::{GivenUp, OutboxCounts};

use crate::{Service, ServiceError};

/// Is how the outbox stands.
#[derive(Clone, Debug)]
pub struct Status {
    /// How many messages there are.
    pub counts: OutboxCounts,
    /// The last ones that were given up, newest first.
    pub given_up: Vec<GivenUp>,
}

/// Looks at the outbox.
pub async fn run(svc: &Service) -> Result<Status, ServiceError> {
    svc.read(|tx| Ok(Status { counts: tx.outbox_counts()?, given_up: tx.given_up(20)? })).await
}
