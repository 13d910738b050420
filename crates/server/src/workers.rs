//! Work that is done now and then, beside the requests.

use std::time::Duration;

use service::{Service, maintenance};

/// Clears away what is over, every ten minutes, until the task is dropped.
pub(crate) async fn clear_away(service: Service) {
    let mut turn = tokio::time::interval(Duration::from_mins(10));
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        if let Err(error) = maintenance::run(&service).await {
            tracing::warn!(%error, "clearing away failed; it is tried again later");
        }
    }
}
